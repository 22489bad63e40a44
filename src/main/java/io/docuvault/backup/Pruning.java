package io.docuvault.backup;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes old backups, and then the objects that none of the others has. */
final class Pruning {

    private static final String HEXADECIMAL = "0123456789abcdef";

    private final BackupDirectory directory;

    Pruning(BackupDirectory directory) {
        this.directory = directory;
    }

    /** Keeps the newest ones; the ids of those that were removed. */
    List<String> keep(int number) throws IOException {
        List<String> all = directory.backups();
        List<String> old = List.copyOf(all.subList(0, Math.max(0, all.size() - number)));
        List<String> kept = all.subList(old.size(), all.size());
        if (old.isEmpty()) {
            return old;
        }
        // Read before anything is removed: if one of them can't be, nothing is.
        for (String id : kept) {
            directory.manifest(id);
        }
        for (String id : old) {
            directory.delete(id);
        }
        // A sixteenth at a time, so that memory does not grow with the number of objects.
        for (int i = 0; i < HEXADECIMAL.length(); i++) {
            char first = HEXADECIMAL.charAt(i);
            directory.removeUnless(first, named(kept, first));
        }
        return old;
    }

    private Set<String> named(List<String> kept, char first) throws IOException {
        Set<String> named = new HashSet<>();
        for (String id : kept) {
            Manifest.Part list = directory.manifest(id).objects().list();
            try (BackupDirectory.Reading reading = new BackupDirectory.Reading(directory.backup(id), list)) {
                BufferedReader lines = reading.lines();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String sha256 = BackupDirectory.JSON
                            .readValue(line, StoredObject.class)
                            .sha256();
                    if (sha256.charAt(0) == first) {
                        named.add(sha256);
                    }
                }
                reading.check();
            }
        }
        return named;
    }
}

package io.docuvault.backup;

import io.docuvault.shared.Digests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a whole backup again and compares each byte with what was written. Needs neither a database nor a server. */
public final class BackupVerification {

    private static final int MOST_TOLD = 100;

    /**
     * What was found.
     *
     * @param missing documents whose file could not be copied when the backup was made
     * @param problems what is not as it was written, in words; the first of them
     */
    public record Report(
            String id, long documents, long bytes, List<String> missing, long wrong, List<String> problems) {

        public boolean clean() {
            return wrong == 0;
        }
    }

    private final BackupDirectory directory;
    private final List<String> problems = new ArrayList<>();
    private long wrong;

    private BackupVerification(BackupDirectory directory) {
        this.directory = directory;
    }

    /**
     * Reads a backup.
     *
     * @param id which one; null for the newest
     */
    public static Report verify(Path target, @Nullable String id, Progress progress) throws IOException {
        BackupDirectory directory = new BackupDirectory(target);
        return new BackupVerification(directory).verify(directory.choose(id), progress);
    }

    private Report verify(String id, Progress progress) throws IOException {
        Manifest manifest = directory.manifest(id);
        parts(directory, manifest, progress, this::wrong);
        objects(manifest, progress);
        return new Report(
                id,
                manifest.objects().documents(),
                manifest.objects().bytes(),
                manifest.missing().stream()
                        .map(missing -> "document %s: %s".formatted(missing.document(), missing.problem()))
                        .toList(),
                wrong,
                List.copyOf(problems));
    }

    private void wrong(String problem) {
        wrong++;
        if (problems.size() < MOST_TOLD) {
            problems.add(problem);
        }
    }

    /** Is told what is not as it was written. */
    interface Problems {
        void add(String problem) throws IOException;
    }

    /** Everything but the objects. */
    static void parts(BackupDirectory directory, Manifest manifest, Progress progress, Problems problems)
            throws IOException {
        progress.begins("rows");
        List<Manifest.Part> parts = new ArrayList<>();
        manifest.tables().forEach(table -> parts.add(table.part()));
        parts.add(manifest.objects().list());
        Manifest.Part secrets = manifest.secrets();
        if (secrets != null) {
            parts.add(secrets);
        }
        long done = 0;
        for (Manifest.Part part : parts) {
            Path file = directory.backup(manifest.id()).resolve(part.file()).normalize();
            if (!file.startsWith(directory.backup(manifest.id()))
                    || !Files.isRegularFile(file)
                    || Files.size(file) != part.bytes()
                    || !sha256(file).equals(part.sha256())) {
                problems.add("%s was changed, is damaged or is gone.".formatted(part.file()));
            }
            progress.done(++done, parts.size(), 0, 0);
        }
    }

    private void objects(Manifest manifest, Progress progress) throws IOException {
        progress.begins("files");
        Set<String> missing =
                manifest.missing().stream().map(Manifest.Missing::document).collect(Collectors.toSet());
        long done = 0;
        long bytes = 0;
        try (BackupDirectory.Reading list = new BackupDirectory.Reading(
                        directory.backup(manifest.id()), manifest.objects().list());
                BufferedReader lines = list.lines()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                StoredObject object = BackupDirectory.JSON.readValue(line, StoredObject.class);
                if (!missing.contains(object.document())) {
                    look(object);
                }
                bytes += object.bytes();
                progress.done(
                        ++done,
                        manifest.objects().documents(),
                        bytes,
                        manifest.objects().bytes());
            }
        } catch (IOException | RuntimeException e) {
            wrong("The list of files can't be read to its end: " + e.getMessage());
        }
        if (done != manifest.objects().documents()) {
            wrong("The list of files has %d lines instead of %d."
                    .formatted(done, manifest.objects().documents()));
        }
    }

    private void look(StoredObject object) {
        try {
            Path file = directory.object(object.sha256());
            if (Files.size(file) != object.bytes() || !sha256(file).equals(object.sha256())) {
                wrong("The file of the document %s was changed or is damaged.".formatted(object.document()));
            }
        } catch (NoSuchFileException _) {
            wrong("The file of the document %s is gone.".formatted(object.document()));
        } catch (IOException | IllegalArgumentException e) {
            wrong("The file of the document %s can't be read: %s".formatted(object.document(), e.getMessage()));
        }
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digesting = new DigestInputStream(in, Digests.sha256())) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        }
    }
}

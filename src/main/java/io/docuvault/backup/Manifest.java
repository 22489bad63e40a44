package io.docuvault.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backup says of itself: {@code manifest.json}.
 *
 * @param id by its time, so that ids sort as backups were made
 * @param product the version of DocuVault that made it
 * @param schema the version of the database's schema that the rows are of
 * @param elsewhere documents in users' own storage, whose files are in no backup
 * @param missing documents whose file could not be copied as it should be
 * @param keys the ids of the master keys that secrets in the rows are sealed under
 * @param secrets the file with these keys, encrypted; null where no passphrase was given
 */
record Manifest(
        String format,
        int version,
        String id,
        Instant made,
        String product,
        String schema,
        String postgresql,
        List<Table> tables,
        Map<String, Long> sequences,
        Objects objects,
        long elsewhere,
        List<Missing> missing,
        Map<String, List<String>> keys,
        @Nullable Part secrets) {

    static final String FORMAT = "docuvault-backup";
    static final int VERSION = 1;

    /** A file of the backup, relative to its directory. */
    record Part(String file, long bytes, String sha256) {}

    record Table(String name, List<String> columns, long rows, Part part) {}

    /**
     * What documents are made of.
     *
     * @param list one line of JSON for each document
     * @param documents how many have a file in the backup or should have
     * @param bytes of all of them, the same content counted as often as there are documents of it
     */
    record Objects(Part list, long documents, long bytes) {}

    record Missing(String document, String store, String ref, String problem) {}
}

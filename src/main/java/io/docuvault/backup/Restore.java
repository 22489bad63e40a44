package io.docuvault.backup;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.database.DatabaseCopies;
import io.docuvault.database.Loading;
import io.docuvault.secrets.InstallationKeys;
import io.docuvault.shared.AfterRestore;
import io.docuvault.shared.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts a backup back, into an empty installation only. First all rows in one transaction, then the migrations that have
 * come since, then the files, one by one; a restore that was interrupted goes on where it stopped, and until it has come
 * to its end no server starts.
 */
@Service
public class Restore {

    /** What its connections to the database have to call themselves. */
    public static final String NAME = DatabaseCopies.RESTORING;

    private final DatabaseCopies database;
    private final InstallationKeys keys;
    /** Made only once there are rows and keys. */
    private final ObjectProvider<RestoredFiles> files;

    private final ObjectProvider<AfterRestore> afterwards;
    private final ObjectProvider<AuditLog> audit;
    private final ObjectProvider<TransactionTemplate> transactions;
    private final Clock clock;

    Restore(
            DatabaseCopies database,
            InstallationKeys keys,
            ObjectProvider<RestoredFiles> files,
            ObjectProvider<AfterRestore> afterwards,
            ObjectProvider<AuditLog> audit,
            ObjectProvider<TransactionTemplate> transactions,
            Clock clock) {
        this.database = database;
        this.keys = keys;
        this.files = files;
        this.afterwards = afterwards;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What is wanted.
     *
     * @param id which backup; null for the newest
     * @param passphrase that the backup's keys are encrypted under; null to use those that are here
     * @param withoutKeys go on although secrets can't be opened
     */
    public record Wishes(
            Path source, @Nullable String id, @Nullable String passphrase, boolean withoutKeys) {}

    /**
     * What was restored.
     *
     * @param placed files that were put into the store; the others were there already
     * @param elsewhere documents whose files lie in users' own storage
     * @param missing documents without a file, in words
     * @param unreadable what can't be opened without the former keys, in words
     */
    public record Restored(
            String id,
            Instant made,
            long rows,
            long documents,
            long placed,
            long elsewhere,
            List<String> missing,
            List<String> unreadable) {}

    /**
     * Restores, or goes on with a restore that was interrupted.
     *
     * @throws IOException with a sentence that says what to do
     */
    public Restored restore(Wishes wishes, Progress progress) throws IOException {
        BackupDirectory directory = new BackupDirectory(wishes.source());
        Optional<String> unfinished = database.unfinished();
        String id = directory.choose(wishes.id() == null ? unfinished.orElse(null) : wishes.id());
        if (unfinished.isPresent() && !unfinished.get().equals(id)) {
            throw new IOException(
                    "A restore of the backup %s has begun here: restore that one to its end, or begin with an empty installation."
                            .formatted(unfinished.get()));
        }
        Manifest manifest = directory.manifest(id);
        BackupVerification.parts(directory, manifest, progress, problem -> {
            throw new IOException(problem + " Nothing was restored.");
        });
        if (unfinished.isEmpty()) {
            database.prepare(manifest.schema());
        }
        List<String> unreadable = keys(directory, manifest, wishes);
        if (unfinished.isEmpty()) {
            progress.begins("loading");
            database.load(id, names(manifest), new Tables(directory, manifest));
        }
        database.migrate();
        Instant now = clock.instant();
        inTransaction(() -> afterwards.stream().forEach(module -> module.restored(now)));
        RestoredFiles.Placed placed = Caller.system()
                .call(() ->
                        files.getObject().place(directory, manifest.objects().documents(), false, progress));
        inTransaction(() -> audit.getObject()
                .record(AuditEvent.success("backup_restored", null, null)
                        .with(Map.of(
                                "backup", id, "made", manifest.made().toString(), "documents", placed.documents()))));
        database.finish(id);
        return new Restored(
                id,
                manifest.made(),
                manifest.tables().stream().mapToLong(Manifest.Table::rows).sum(),
                placed.documents(),
                placed.placed(),
                manifest.elsewhere(),
                placed.missing(),
                unreadable);
    }

    /**
     * Gives documents that have lost their files these back, as far as the backups in a directory hold them; rows stay as
     * they are. Also while a server runs.
     */
    public Restored files(Path source, Progress progress) throws IOException {
        BackupDirectory directory = new BackupDirectory(source);
        Manifest manifest = directory.manifest(directory.choose(null));
        RestoredFiles.Placed placed = Caller.system()
                .call(() ->
                        files.getObject().place(directory, manifest.objects().documents(), true, progress));
        inTransaction(() -> audit.getObject()
                .record(AuditEvent.success("files_restored", null, null)
                        .with(Map.of("backup", manifest.id(), "files", placed.placed()))));
        return new Restored(
                manifest.id(),
                manifest.made(),
                0,
                placed.documents(),
                placed.placed(),
                manifest.elsewhere(),
                placed.missing(),
                List.of());
    }

    private void inTransaction(Runnable work) {
        Caller.system().run(() -> transactions.getObject().executeWithoutResult(_ -> work.run()));
    }

    private static Set<String> names(Manifest manifest) {
        return manifest.tables().stream().map(Manifest.Table::name).collect(Collectors.toSet());
    }

    /** Takes the keys from the backup, where they are and are wanted; what can't be opened without the right ones. */
    private List<String> keys(BackupDirectory directory, Manifest manifest, Wishes wishes) throws IOException {
        Manifest.Part sealed = manifest.secrets();
        if (sealed != null && wishes.passphrase() != null) {
            SealedKeys read = BackupDirectory.JSON.readValue(
                    Files.readString(directory.backup(manifest.id()).resolve(sealed.file())), SealedKeys.class);
            keys.adopt(read.open(wishes.passphrase().toCharArray()));
        }
        List<String> unreadable = unreadable(manifest);
        if (!unreadable.isEmpty() && !wishes.withoutKeys()) {
            throw new IOException(String.join(" ", unreadable)
                    + (sealed == null
                            ? " The backup does not hold the keys: put back DATA_DIR/secrets, or set SECRET_KEY and CLOUD_CREDS_KEY as they were."
                            : " The backup holds the keys: give its passphrase, and take away other keys that are set or lie in DATA_DIR/secrets.")
                    + " To go on without them, add --without-keys.");
        }
        return unreadable;
    }

    private List<String> unreadable(Manifest manifest) throws IOException {
        SortedMap<String, List<String>> here = InstallationKeys.ids(keys.all());
        List<String> unreadable = new ArrayList<>();
        if (lacks(manifest, here, InstallationKeys.SECRET_KEY)) {
            unreadable.add(
                    "The SECRET_KEY is not the backup's: second factors and backup codes can't be checked, so whoever has one can't sign in until it is reset, and mails that wait can't be sent.");
        }
        if (lacks(manifest, here, InstallationKeys.CREDENTIALS)) {
            unreadable.add(
                    "The CLOUD_CREDS_KEY is not the backup's: users have to connect their own storage again and enter their keys for models again.");
        }
        return unreadable;
    }

    private static boolean lacks(Manifest manifest, SortedMap<String, List<String>> here, String name) {
        return !new HashSet<>(here.getOrDefault(name, List.of()))
                .containsAll(manifest.keys().getOrDefault(name, List.of()));
    }

    /** The tables of a backup. */
    private record Tables(BackupDirectory directory, Manifest manifest) implements Loading.Source {

        @Override
        public Loading.Rows open(String name) throws IOException {
            Manifest.Table table = manifest.tables().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            BackupDirectory.Reading reading =
                    new BackupDirectory.Reading(directory.backup(manifest.id()), table.part());
            return new Loading.Rows() {

                @Override
                public List<String> columns() {
                    return table.columns();
                }

                @Override
                public InputStream csv() {
                    return reading.content();
                }

                @Override
                public void check(long loaded) throws IOException {
                    reading.check();
                    if (loaded != table.rows()) {
                        throw new IOException(
                                "The table %s has %d rows instead of %d.".formatted(name, loaded, table.rows()));
                    }
                }

                @Override
                public void close() throws IOException {
                    reading.close();
                }
            };
        }

        @Override
        public Map<String, Long> sequences() {
            return manifest.sequences();
        }
    }
}

package io.docuvault.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditEvent.Outcome;
import io.docuvault.audit.AuditLog;
import io.docuvault.database.DatabaseCopies;
import io.docuvault.database.Snapshot;
import io.docuvault.secrets.InstallationKeys;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.ObjectHolds;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.Stores;
import java.io.BufferedWriter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Makes backups, also while servers run: the rows of one moment, then the objects that these rows name, which nobody
 * changes and, as long as they are held, nobody removes.
 */
@Service
public class Backup {

    private static final Logger log = LoggerFactory.getLogger(Backup.class);

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String MADE = "backup_made";
    /** How many objects are copied at a time: stores answer slower than they send. */
    private static final int AT_ONCE = 4;
    /** A store that does not answer is asked again, after longer and longer pauses. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final DatabaseCopies database;
    private final Stores stores;
    private final ObjectHolds holds;
    private final InstallationKeys keys;
    private final AuditLog audit;
    private final Clock clock;

    Backup(
            DatabaseCopies database,
            Stores stores,
            ObjectHolds holds,
            InstallationKeys keys,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.stores = stores;
        this.holds = holds;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What is wanted.
     *
     * @param passphrase to encrypt the master keys under; null to leave them out
     * @param keep how many backups to keep; null for all
     * @param product the version of this program
     */
    public record Wishes(
            Path target,
            @Nullable String passphrase,
            @Nullable Integer keep,
            String product) {}

    /**
     * A backup that was made.
     *
     * @param bytes of all documents
     * @param copied how many objects had to be copied; the others were there from backups before
     * @param elsewhere how many documents lie in users' own storage, and so are not in it
     * @param missing documents without a proper file, in words
     * @param removed ids of former backups
     */
    public record Made(
            String id,
            long rows,
            long documents,
            long bytes,
            long copied,
            long copiedBytes,
            long elsewhere,
            List<String> missing,
            boolean withKeys,
            List<String> removed) {}

    /** Makes a backup in a directory, which may have earlier ones; those share their objects with it. */
    public Made make(Wishes wishes, Progress progress) throws IOException {
        BackupDirectory directory = new BackupDirectory(wishes.target());
        try (var _ = directory.lock()) {
            try (Hold hold = new Hold(holds)) {
                Made made = make(directory, wishes, hold, progress);
                record(
                        Outcome.SUCCESS,
                        Map.of(
                                "backup",
                                made.id(),
                                "documents",
                                made.documents(),
                                "missing",
                                made.missing().size()));
                return made;
            }
        } catch (IOException | RuntimeException e) {
            record(Outcome.FAILURE, Map.of());
            throw e;
        }
    }

    private Made make(BackupDirectory directory, Wishes wishes, Hold hold, Progress progress) throws IOException {
        Instant now = clock.instant();
        String id = ID.format(now) + "-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt(), 4);
        Path unfinished = directory.unfinished(id);
        Rows rows = rows(unfinished, progress);
        Copying copying = new Copying(directory, hold, progress, rows);
        copying.run(unfinished);
        SortedMap<String, String> masters = keys.all();
        Manifest.Part sealed = wishes.passphrase() == null
                ? null
                : BackupDirectory.writePlain(
                        unfinished,
                        "keys.json",
                        BackupDirectory.JSON.writeValueAsBytes(
                                SealedKeys.of(masters, wishes.passphrase().toCharArray())));
        directory.finish(
                unfinished,
                new Manifest(
                        Manifest.FORMAT,
                        Manifest.VERSION,
                        id,
                        now,
                        wishes.product(),
                        database.schemaVersion(),
                        rows.postgresql,
                        rows.tables,
                        rows.sequences,
                        new Manifest.Objects(rows.list(), rows.documents, rows.bytes),
                        rows.elsewhere,
                        List.copyOf(copying.missing),
                        InstallationKeys.ids(masters),
                        sealed));
        List<String> removed = wishes.keep() == null ? List.of() : new Pruning(directory).keep(wishes.keep());
        return new Made(
                id,
                rows.tables.stream().mapToLong(Manifest.Table::rows).sum(),
                rows.documents,
                rows.bytes,
                copying.copied,
                copying.copiedBytes,
                rows.elsewhere,
                copying.missing.stream()
                        .map(missing -> "document %s: %s".formatted(missing.document(), missing.problem()))
                        .toList(),
                sealed != null,
                removed);
    }

    /** What has been written of one moment. */
    private static final class Rows {
        private final List<Manifest.Table> tables = new ArrayList<>();
        private SortedMap<String, Long> sequences = new TreeMap<>();
        private String postgresql = "";
        private Manifest.@Nullable Part list;
        private long documents;
        private long bytes;
        private long elsewhere;

        Manifest.Part list() {
            return java.util.Objects.requireNonNull(list);
        }
    }

    /** The hold begins before: an object that these rows name can't have been removed since. */
    private Rows rows(Path unfinished, Progress progress) throws IOException {
        Rows rows = new Rows();
        progress.begins("rows");
        try (Snapshot snapshot = database.snapshot()) {
            rows.postgresql = snapshot.postgresql();
            rows.sequences = snapshot.sequences();
            List<Snapshot.Table> tables = snapshot.tables().stream()
                    .filter(table -> !Transient.TABLES.contains(table.name()))
                    .toList();
            for (Snapshot.Table table : tables) {
                long[] count = new long[1];
                Manifest.Part part = BackupDirectory.write(
                        unfinished, "tables/" + table.name() + ".csv.gz", out -> count[0] = snapshot.copy(table, out));
                rows.tables.add(new Manifest.Table(table.name(), table.columns(), count[0], part));
                progress.done(rows.tables.size(), tables.size(), 0, 0);
            }
            rows.list = BackupDirectory.write(unfinished, "objects.jsonl.gz", out -> list(snapshot, rows, out));
        }
        return rows;
    }

    private static void list(Snapshot snapshot, Rows rows, OutputStream out) throws IOException {
        BufferedWriter lines = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        snapshot.each("""
                select id, owner_id, name, store, blob_ref, size_bytes, encode(sha256, 'hex') as sha256,
                    connection_id is not null as elsewhere
                from documents order by id
                """, row -> {
            if (row.getBoolean("elsewhere")) {
                rows.elsewhere++;
                return;
            }
            StoredObject object = new StoredObject(
                    row.getString("id"),
                    row.getString("owner_id"),
                    row.getString("name"),
                    row.getString("store"),
                    row.getString("blob_ref"),
                    row.getLong("size_bytes"),
                    row.getString("sha256"));
            lines.write(BackupDirectory.JSON.writeValueAsString(object));
            lines.write('\n');
            rows.documents++;
            rows.bytes += object.bytes();
        });
        lines.flush();
    }

    /** Copies what is not there yet, and makes sure of each byte on the way. */
    private final class Copying {

        private final BackupDirectory directory;
        private final Hold hold;
        private final Progress progress;
        private final Rows rows;
        private final List<Manifest.Missing> missing = new ArrayList<>();
        private long done;
        private long doneBytes;
        private long copied;
        private long copiedBytes;

        Copying(BackupDirectory directory, Hold hold, Progress progress, Rows rows) {
            this.directory = directory;
            this.hold = hold;
            this.progress = progress;
            this.rows = rows;
        }

        private record Copied(
                StoredObject object, boolean now, @Nullable String problem) {}

        void run(Path unfinished) throws IOException {
            progress.begins("files");
            try (BackupDirectory.Reading list = new BackupDirectory.Reading(unfinished, rows.list());
                    var lines = list.lines().lines()) {
                lines.map(line -> BackupDirectory.JSON.readValue(line, StoredObject.class))
                        .gather(Gatherers.mapConcurrent(AT_ONCE, this::copy))
                        .forEach(this::count);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            hold.confirm();
        }

        private Copied copy(StoredObject object) {
            try {
                hold.check();
                if (directory.has(object.sha256(), object.bytes())) {
                    return new Copied(object, false, null);
                }
                return Optional.ofNullable(problem(object))
                        .map(problem -> new Copied(object, false, problem))
                        .orElseGet(() -> new Copied(object, true, null));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Why it can't be copied although its store answers; null once it is. */
        private @Nullable String problem(StoredObject object) throws IOException {
            for (int attempt = 0; ; attempt++) {
                try (Source bytes = Source.of(stores.get(object.store()), object)) {
                    return directory.keep(object.sha256(), object.bytes(), bytes)
                            ? null
                            : "The file holds other bytes than were verified when it came.";
                } catch (StoreException e) {
                    switch (e.kind()) {
                        case ABSENT -> {
                            return "There is no file.";
                        }
                        case CHANGED -> {
                            return "The file was changed.";
                        }
                        case REFUSED, FULL, LOCKED, AWAY -> pause(object, attempt, e);
                    }
                } catch (UnreadableException e) {
                    // Of this one file alone: it does not keep the others from being backed up.
                    return "The file can't be read: " + e.getMessage();
                }
            }
        }

        private void pause(StoredObject object, int attempt, StoreException e) throws IOException {
            if (attempt == PAUSES.size()) {
                throw new IOException(
                        "The store %s can't be read: %s What was copied stays; the next backup goes on with it."
                                .formatted(object.store(), e.getMessage()),
                        e);
            }
            try {
                Thread.sleep(PAUSES.get(attempt));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IOException("The backup was interrupted.", e);
            }
        }

        private void count(Copied copy) {
            StoredObject object = copy.object();
            done++;
            doneBytes += object.bytes();
            if (copy.now()) {
                copied++;
                copiedBytes += object.bytes();
            }
            if (copy.problem() != null) {
                missing.add(new Manifest.Missing(object.document(), object.store(), object.ref(), copy.problem()));
            }
            progress.done(done, rows.documents, doneBytes, rows.bytes);
        }
    }

    /** Trouble with the file that is read, and not with the place where its copy goes. */
    private static final class UnreadableException extends IOException {

        UnreadableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The bytes of an object in its store. */
    private static final class Source extends FilterInputStream {

        private Source(InputStream bytes) {
            super(bytes);
        }

        static Source of(BlobStore store, StoredObject object) throws IOException {
            try {
                return new Source(store.read(new BlobRef(object.ref()), 0, object.bytes()));
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new UnreadableException(e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new UnreadableException(e);
            }
        }
    }

    /** Holds the objects as long as it is open. */
    private static final class Hold implements AutoCloseable {

        private static final String RUN_OUT =
                "Files were not held for this backup without a break, and may have been removed.";

        private final ObjectHolds holds;
        private final UUID id;
        private final AtomicReference<@Nullable String> lost = new AtomicReference<>();
        private final Thread renewing;

        Hold(ObjectHolds holds) {
            this.holds = holds;
            this.id = holds.begin();
            this.renewing = Thread.ofVirtual().name("backup-hold").start(this::renew);
        }

        private void renew() {
            try {
                while (true) {
                    Thread.sleep(ObjectHolds.LEASE.dividedBy(10));
                    try {
                        if (!holds.renew(id)) {
                            lost.set(RUN_OUT);
                            return;
                        }
                    } catch (RuntimeException e) {
                        log.warn("The hold on files can't be renewed now; it is tried again", e);
                    }
                }
            } catch (InterruptedException _) {
                // closed
            }
        }

        /** At the end, by the database itself. */
        void confirm() throws IOException {
            if (!holds.renew(id)) {
                lost.compareAndSet(null, RUN_OUT);
            }
            check();
        }

        void check() throws IOException {
            String problem = lost.get();
            if (problem != null) {
                throw new IOException(problem + " Make it once more; what was copied stays.");
            }
        }

        @Override
        public void close() {
            renewing.interrupt();
            holds.end(id);
        }
    }

    private void record(Outcome outcome, Map<String, Object> details) {
        audit.recordAlone(new AuditEvent(MADE, outcome, null, null, null, details));
    }
}

package io.docuvault.backup;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Digests;
import io.docuvault.shared.Ids;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives each restored document its file back, in the store that the server has now, and has its row point there. What is
 * in its place already, whole, is left there: after an interruption, or where the store was not lost.
 */
@Component
class RestoredFiles {

    private static final int BATCH = 500;
    private static final int AT_ONCE = 4;

    private final Stores stores;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    RestoredFiles(Stores stores, JdbcClient jdbc, TransactionTemplate transactions) {
        this.stores = stores;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    record Placed(long documents, long placed, List<String> missing) {}

    private record Row(
            UUID id, UUID ownerId, String name, String store, String blobRef, long sizeBytes, String sha256) {}

    private record Outcome(
            Row row, boolean placed, @Nullable String problem) {}

    /** @param leave what is whole in another of the server's stores stays there */
    Placed place(BackupDirectory directory, long documents, boolean leave, Progress progress) throws IOException {
        progress.begins("files");
        BlobStore store = stores.preferred();
        long done = 0;
        long placed = 0;
        long bytes = 0;
        List<String> missing = new ArrayList<>();
        UUID last = new UUID(0, 0);
        for (List<Row> batch = after(last); !batch.isEmpty(); batch = after(last)) {
            for (Outcome outcome : placed(directory, store, leave, batch)) {
                done++;
                bytes += outcome.row().sizeBytes();
                if (outcome.placed()) {
                    placed++;
                }
                if (outcome.problem() != null) {
                    missing.add("document %s: %s".formatted(outcome.row().id(), outcome.problem()));
                }
                progress.done(done, documents, bytes, 0);
            }
            last = batch.getLast().id();
        }
        return new Placed(done, placed, List.copyOf(missing));
    }

    private List<Outcome> placed(BackupDirectory directory, BlobStore store, boolean leave, List<Row> batch)
            throws IOException {
        try {
            return batch.stream()
                    .gather(Gatherers.mapConcurrent(AT_ONCE, row -> {
                        try {
                            return place(directory, store, leave, row);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }))
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(
                    "The store %s can't take the files: %s Run the same again when it can; it goes on where it stopped."
                            .formatted(
                                    store.id(),
                                    Objects.requireNonNull(e.getCause()).getMessage()),
                    e);
        }
    }

    private Outcome place(BackupDirectory directory, BlobStore store, boolean leave, Row row) throws IOException {
        BlobRef before = new BlobRef(row.blobRef());
        boolean mayStay = leave ? isOurs(row.store()) : row.store().equals(store.id());
        if (mayStay && holds(stores.get(row.store()), before, row)) {
            return new Outcome(row, false, null);
        }
        Path file = directory.object(row.sha256());
        if (!directory.has(row.sha256(), row.sizeBytes())
                || !BackupVerification.sha256(file).equals(row.sha256())) {
            return new Outcome(row, false, "Its file is not in the backup as it should be.");
        }
        BlobKey key = BlobKey.ofPath(row.blobRef()).orElseGet(() -> fresh(row));
        BlobRef ref = put(store, file, key, row);
        if (!holds(store, ref, row)) {
            // Something else lies there under this name, and nothing is ever overwritten.
            ref = put(store, file, fresh(row), row);
            if (!holds(store, ref, row)) {
                throw new IOException("The store does not give back what was sent to it.");
            }
        }
        point(row, store.id(), ref);
        return new Outcome(row, true, null);
    }

    private boolean isOurs(String store) {
        return stores.all().stream().anyMatch(ours -> ours.id().equals(store));
    }

    private static BlobKey fresh(Row row) {
        return BlobKey.of(row.ownerId(), row.id(), UUID.randomUUID(), row.name());
    }

    private static BlobRef put(BlobStore store, Path file, BlobKey key, Row row) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            Staged staged = store.stage(Ids.next(), bytes, OptionalLong.of(row.sizeBytes()));
            return store.promote(staged, key);
        }
    }

    private static boolean holds(BlobStore store, BlobRef ref, Row row) throws IOException {
        OptionalLong length = store.length(ref);
        if (length.isEmpty() || length.getAsLong() != row.sizeBytes()) {
            return false;
        }
        try (DigestInputStream bytes = new DigestInputStream(store.read(ref, 0, row.sizeBytes()), Digests.sha256())) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest()).equals(row.sha256());
        } catch (NoSuchBlobException _) {
            return false;
        } catch (StoreException e) {
            throw e;
        } catch (IOException _) {
            // It is there and can't be read, which is as good as gone.
            return false;
        }
    }

    private List<Row> after(UUID last) {
        return Objects.requireNonNull(transactions.execute(_ -> jdbc.sql("""
                        select id, owner_id, name, store, blob_ref, size_bytes, encode(sha256, 'hex') as sha256
                        from documents where connection_id is null and id > :last order by id limit :limit
                        """)
                .param("last", last)
                .param("limit", BATCH)
                .query(Row.class)
                .list()));
    }

    /** Bound anew by each thread, whose own the caller is. Leaves alone what was moved or removed meanwhile. */
    private void point(Row row, String store, BlobRef ref) {
        Caller.system()
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql("""
                                        update documents set store = :store, blob_ref = :ref
                                        where id = :id and store = :oldStore and blob_ref = :oldRef
                                        """)
                        .param("oldStore", row.store())
                        .param("oldRef", row.blobRef())
                        .param("store", store)
                        .param("ref", ref.value())
                        .param("id", row.id())
                        .update()));
    }
}

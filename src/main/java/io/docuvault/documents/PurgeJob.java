package io.docuvault.documents;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes the objects of documents that are gone from the store. An object's row goes after the object itself, so that
 * whatever interrupts this, the next run goes on with it.
 */
@Component
class PurgeJob implements JobHandler {

    static final String KIND = "purge";

    private static final int BATCH = 100;

    private final JdbcClient jdbc;
    private final BlobStore store;
    private final TransactionTemplate transactions;

    PurgeJob(JdbcClient jdbc, BlobStore store, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.store = store;
        this.transactions = transactions;
    }

    private record Gone(UUID id, String blobRef) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.DOCUMENTS;
    }

    /** A store may be away for a while. */
    @Override
    public int maxAttempts() {
        return 20;
    }

    @Override
    public void run(Job job) throws IOException {
        purge(job.ownerId());
    }

    void purge(UUID owner) throws IOException {
        for (List<Gone> batch = next(owner); !batch.isEmpty(); batch = next(owner)) {
            for (Gone gone : batch) {
                store.delete(new BlobRef(gone.blobRef()));
            }
            forget(owner, batch.stream().map(Gone::id).toList());
        }
    }

    private List<Gone> next(UUID owner) {
        return Objects.requireNonNull(transactions.execute(_ -> jdbc.sql(
                        "select id, blob_ref from blobs_to_delete where owner_id = :owner order by id limit :limit")
                .param("owner", owner)
                .param("limit", BATCH)
                .query(Gone.class)
                .list()));
    }

    private void forget(UUID owner, List<UUID> ids) {
        transactions.executeWithoutResult(
                _ -> jdbc.sql("delete from blobs_to_delete where owner_id = :owner and id = any(:ids::uuid[])")
                        .param("owner", owner)
                        .param("ids", UuidArray.of(ids))
                        .update());
    }
}

package io.docuvault.documents;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes the objects of documents that are gone from the store. An object's row goes after the object itself, so that
 * whatever interrupts this, the next run goes on with it. One that can't be removed does not keep the others.
 */
@Component
class PurgeJob implements JobHandler {

    static final String KIND = "purge";

    private static final int BATCH = 100;

    private final JdbcClient jdbc;
    private final Stores stores;
    private final TransactionTemplate transactions;

    PurgeJob(JdbcClient jdbc, Stores stores, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.stores = stores;
        this.transactions = transactions;
    }

    private record Gone(UUID id, String store, String blobRef) {}

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
        IOException failure = null;
        UUID last = new UUID(0, 0);
        for (List<Gone> batch = after(owner, last); !batch.isEmpty(); batch = after(owner, last)) {
            List<UUID> removed = new ArrayList<>();
            for (Gone gone : batch) {
                try {
                    stores.get(gone.store()).delete(new BlobRef(gone.blobRef()));
                    removed.add(gone.id());
                } catch (IOException e) {
                    failure = e;
                }
            }
            forget(owner, removed);
            last = batch.getLast().id();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private List<Gone> after(UUID owner, UUID last) {
        return Objects.requireNonNull(transactions.execute(_ -> jdbc.sql("""
                        select id, store, blob_ref from blobs_to_delete
                        where owner_id = :owner and id > :last order by id limit :limit
                        """)
                .param("owner", owner)
                .param("last", last)
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

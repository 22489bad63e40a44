package io.docuvault.documents;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.UuidArray;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.ObjectHolds;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.time.Duration;
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
    /** How long to wait while a backup copies what is to be removed. */
    private static final Duration WHILE_HELD = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final Stores stores;
    private final ObjectHolds holds;
    private final Jobs jobs;
    private final TransactionTemplate transactions;

    PurgeJob(JdbcClient jdbc, Stores stores, ObjectHolds holds, Jobs jobs, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.stores = stores;
        this.holds = holds;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    /** A backup still needs what is to be removed. */
    private static final class HeldException extends IOException {
        HeldException() {
            super("A backup is being made, which may still need these files");
        }
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
        try {
            purge(job.ownerId(), false);
        } catch (HeldException _) {
            // No attempt is wasted on it, however long it takes.
            transactions.executeWithoutResult(
                    _ -> jobs.enqueueUnlessWaiting(new NewJob(KIND, job.ownerId(), null), WHILE_HELD));
        }
    }

    /** The last of an account: what its owner's drives no longer let us remove stays theirs. */
    void purge(UUID owner) throws IOException {
        purge(owner, true);
    }

    private void purge(UUID owner, boolean last) throws IOException {
        IOException failure = null;
        UUID after = new UUID(0, 0);
        for (List<Gone> batch = after(owner, after); !batch.isEmpty(); batch = after(owner, after)) {
            // Asked after the rows were read, so that whoever begins to hold from here on needs none of them.
            boolean held = holds.any();
            List<UUID> removed = new ArrayList<>();
            for (Gone gone : batch) {
                if (held && isOurs(gone)) {
                    failure = failure == null ? new HeldException() : failure;
                    continue;
                }
                try {
                    stores.get(gone.store()).delete(new BlobRef(gone.blobRef()));
                    removed.add(gone.id());
                } catch (IOException | RuntimeException e) {
                    if (last && isTheirsToRemove(gone, e)) {
                        removed.add(gone.id());
                    } else {
                        failure = e instanceof IOException broken ? broken : new IOException(e);
                    }
                }
            }
            forget(owner, removed);
            after = batch.getLast().id();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private boolean isTheirsToRemove(Gone gone, Exception e) {
        return e instanceof StoreException trouble && trouble.kind() == Kind.REFUSED && !isOurs(gone);
    }

    /** Users' own drives are in no backup. */
    private boolean isOurs(Gone gone) {
        return stores.all().stream().map(BlobStore::id).anyMatch(gone.store()::equals);
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

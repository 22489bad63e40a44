package io.docuvault.documents;

import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a document's file to another store. The copy is read back and its hash compared before the document points to it,
 * and only then the old file is let go of: killed anywhere, the document still has the one or the other.
 */
@Component
class MoveJob implements JobHandler {

    static final String KIND = "move";

    private static final String TO = "to";

    /** What no further attempt mends before somebody has done something. */
    private static final Set<Kind> FOR_GOOD = EnumSet.of(Kind.ABSENT, Kind.CHANGED, Kind.REFUSED, Kind.FULL);

    private final DocumentWriter writer;
    private final Stores stores;
    private final Jobs jobs;
    private final TransactionTemplate transactions;

    MoveJob(DocumentWriter writer, Stores stores, Jobs jobs, TransactionTemplate transactions) {
        this.writer = writer;
        this.stores = stores;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    /** @param store the id of the store to move to */
    static NewJob to(UUID owner, UUID document, String store) {
        return new NewJob(KIND, owner, document, Map.of(TO, store));
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** A drive may be away for a while. */
    @Override
    public int maxAttempts() {
        return 12;
    }

    @Override
    public void run(Job job) throws Exception {
        Optional<Stored> document =
                Objects.requireNonNull(transactions.execute(_ -> writer.find(job.ownerId(), job.requireSubject())));
        String to = String.valueOf(job.payload().get(TO));
        if (document.isEmpty() || document.get().store().equals(to)) {
            return;
        }
        try {
            move(job, document.get(), stores.get(to));
        } catch (StoreException e) {
            if (FOR_GOOD.contains(e.kind())) {
                ProblemException problem = StoredElsewhere.problem(e);
                throw new JobFailure(problem.code().code(), String.valueOf(problem.getMessage()), e);
            }
            throw e;
        }
    }

    private void move(Job job, Stored document, BlobStore target) throws IOException {
        BlobKey key = BlobKey.of(job.ownerId(), document.id(), UUID.randomUUID(), document.name());
        Staged staged = copy(document, target);
        BlobRef ref = target.promote(staged, key);
        if (!Boolean.TRUE.equals(transactions.execute(_ -> {
            jobs.requireLease(job);
            return pointTo(job.ownerId(), document, target, ref);
        }))) {
            // It was deleted or moved elsewhere meanwhile.
            target.delete(ref);
        }
    }

    private Staged copy(Stored document, BlobStore target) throws IOException {
        Staged staged;
        try (InputStream bytes =
                stores.get(document.store()).read(new BlobRef(document.blobRef()), 0, document.size())) {
            staged = target.stage(UUID.randomUUID(), bytes, OptionalLong.of(document.size()));
        }
        StagedContent copied;
        try (InputStream bytes = target.openStaged(staged)) {
            copied = StagedContent.of(bytes, document.name());
        }
        if (!copied.sha256().equals(document.sha256())) {
            target.discard(staged);
            throw new IOException("The copy is not what the document is");
        }
        return staged;
    }

    private boolean pointTo(UUID owner, Stored document, BlobStore target, BlobRef ref) {
        boolean moved = writer.move(owner, document, target.id(), ref.value());
        if (moved) {
            jobs.enqueue(new NewJob(PurgeJob.KIND, owner, null));
        }
        return moved;
    }
}

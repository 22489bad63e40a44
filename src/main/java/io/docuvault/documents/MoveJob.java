package io.docuvault.documents;

import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.documents.MoveItem.State;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.Connections;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a document's file to another store. The copy is read back and its hash compared before the document points to it,
 * and only then the old file is let go of: killed anywhere, the document still has the one or the other.
 */
@Component
class MoveJob implements JobHandler {

    static final String KIND = "move";

    private static final Logger log = LoggerFactory.getLogger(MoveJob.class);
    private static final String ITEM = "item";

    /** So often a file is tried that somebody else holds. */
    private static final int PATIENCE = 3;

    private final DocumentWriter writer;
    private final StoredElsewhere elsewhere;
    private final Moves moves;
    private final MoveItemRepository items;
    private final MoveCopies copies;
    private final Connections connections;
    private final Jobs jobs;
    private final TransactionTemplate transactions;

    MoveJob(
            DocumentWriter writer,
            StoredElsewhere elsewhere,
            Moves moves,
            MoveItemRepository items,
            MoveCopies copies,
            Connections connections,
            Jobs jobs,
            TransactionTemplate transactions) {
        this.writer = writer;
        this.elsewhere = elsewhere;
        this.moves = moves;
        this.items = items;
        this.copies = copies;
        this.connections = connections;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    static NewJob of(UUID owner, UUID document, UUID item) {
        return new NewJob(KIND, owner, document, Map.of(ITEM, item));
    }

    private static UUID itemOf(Job job) {
        return UUID.fromString(String.valueOf(job.payload().get(ITEM)));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.TRANSFERS;
    }

    /** A drive may be away for an hour. */
    @Override
    public int maxAttempts() {
        return 8;
    }

    @Override
    public void run(Job job) throws Exception {
        Optional<MoveItem> item = Objects.requireNonNull(transactions.execute(_ ->
                items.find(job.ownerId(), itemOf(job)).filter(found -> job.id().equals(found.jobId()))));
        if (item.isPresent()) {
            switch (item.get().state()) {
                case RUNNING -> tryToMove(job, item.get());
                case DROPPED -> drop(job, item.get());
                case WAITING, FAILED -> {
                    // Its owner has gone on without this job.
                }
            }
        }
    }

    private void drop(Job job, MoveItem item) throws IOException {
        copies.clear(item);
        transactions.executeWithoutResult(_ -> {
            jobs.requireLease(job);
            items.delete(item);
        });
    }

    private void tryToMove(Job job, MoveItem item) throws IOException {
        try {
            move(job, item);
        } catch (MoveSource.Trouble trouble) {
            elsewhere.seen(job.ownerId(), job.requireSubject(), trouble.why());
            giveUpIf(isLasting(trouble.why(), job), job, item, trouble.problem(), trouble);
            throw trouble;
        } catch (StoreException trouble) {
            boolean lasting = trouble.kind() == Kind.REFUSED || trouble.kind() == Kind.FULL;
            giveUpIf(lasting, job, item, problemThere(item, trouble), trouble);
            throw trouble;
        } catch (IOException trouble) {
            ProblemException problem =
                    new ProblemException(ErrorCode.STORAGE_UNAVAILABLE, "The file could not be copied.");
            giveUpIf(false, job, item, problem, trouble);
            throw trouble;
        }
    }

    /** Whether no further attempt mends it before somebody has done something. */
    private static boolean isLasting(StoreException trouble, Job job) {
        return switch (trouble.kind()) {
            case ABSENT, CHANGED, REFUSED, FULL -> true;
            case LOCKED -> job.attempt() >= PATIENCE;
            case AWAY -> false;
        };
    }

    /** What is wrong with the store to go to; what is wrong with the copy there says nothing about the document. */
    private static ProblemException problemThere(MoveItem item, StoreException trouble) {
        return switch (trouble.kind()) {
            case REFUSED, FULL, AWAY -> StoredElsewhere.problem(trouble, item.connectionId() != null);
            case ABSENT, CHANGED, LOCKED ->
                new ProblemException(ErrorCode.STORAGE_UNAVAILABLE, "The copy did not stay what it was.");
        };
    }

    private void giveUpIf(boolean lasting, Job job, MoveItem item, ProblemException problem, IOException why) {
        if (lasting || job.attempt() >= job.maxAttempts()) {
            clearNow(job, item);
            throw new JobFailure(problem.code().code(), String.valueOf(problem.getMessage()), why);
        }
    }

    /**
     * Only for the attempt that counts: to another one the copy may be of use. What can't be cleared away now is found by
     * the next one who tries to move the document.
     */
    private void clearNow(Job job, MoveItem item) {
        Optional<MoveItem> now =
                read(() -> jobs.holdsLease(job) ? items.find(item.owner(), item.id()) : Optional.<MoveItem>empty());
        try {
            if (now.isPresent()) {
                copies.clear(now.get());
                transactions.executeWithoutResult(_ -> {
                    jobs.requireLease(job);
                    items.staged(item, null);
                });
            }
        } catch (IOException e) {
            log.info("The copy of the document {} can't be cleared away now: {}", item.documentId(), e.getMessage());
        }
    }

    private void move(Job job, MoveItem item) throws IOException {
        Optional<Stored> document = read(() -> writer.find(item.owner(), item.documentId()));
        if (document.isEmpty() || document.get().store().equals(item.target())) {
            if (job.attempt() > 1 && document.isEmpty()) {
                copies.clear(item);
            }
            transactions.executeWithoutResult(_ -> {
                jobs.requireLease(job);
                moves.lock(item.owner(), item.id(), job.id()).ifPresent(moves::skipped);
            });
            return;
        }
        Optional<BlobRef> copy = copies.copy(item, document.get(), memory(job, item));
        if (copy.isPresent()) {
            switch (Objects.requireNonNull(transactions.execute(_ -> pointTo(job, item, document.get(), copy.get())))) {
                case MOVED -> elsewhere.inOrder(item.owner(), item.documentId());
                case UNWANTED -> clearUnlessNeeded(job, item, copy.get());
                case OVERTAKEN -> {
                    copies.delete(item, copy.get());
                    throw new IOException("The document was deleted or moved elsewhere meanwhile");
                }
            }
        } else {
            clearDropped(job, item);
        }
    }

    private MoveCopies.Memory memory(Job job, MoveItem item) {
        return new MoveCopies.Memory() {
            @Override
            public boolean keep(Staged staged) {
                return MoveJob.this.keep(job, item, staged);
            }

            @Override
            public boolean isOurs() {
                return Objects.requireNonNull(transactions.execute(_ -> jobs.holdsLease(job)));
            }
        };
    }

    private boolean keep(Job job, MoveItem item, Staged staged) {
        return Objects.requireNonNull(transactions.execute(_ -> {
            boolean wanted = jobs.holdsLease(job) && isWanted(job, item);
            if (wanted) {
                items.staged(item, staged);
            }
            return wanted;
        }));
    }

    private boolean isWanted(Job job, MoveItem item) {
        return moves.lock(item.owner(), item.id(), job.id())
                .filter(now -> now.state() == State.RUNNING)
                .isPresent();
    }

    private enum Outcome {
        MOVED,
        /** The move was stopped, the connection removed, or another attempt has taken over. */
        UNWANTED,
        /** The document is not where it was. */
        OVERTAKEN
    }

    private Outcome pointTo(Job job, MoveItem item, Stored document, BlobRef ref) {
        UUID owner = item.owner();
        UUID connection = item.connectionId();
        boolean wanted = jobs.holdsLease(job)
                && (connection == null || connections.hold(owner, connection).isPresent())
                && isWanted(job, item);
        if (!wanted) {
            return Outcome.UNWANTED;
        }
        if (!writer.move(owner, document, item.target(), ref.value())) {
            return Outcome.OVERTAKEN;
        }
        moves.moved(item);
        jobs.enqueueUnlessWaiting(new NewJob(PurgeJob.KIND, owner, null), Duration.ZERO);
        return Outcome.MOVED;
    }

    /** Another attempt may have taken over, and even be done: then the copy is its. */
    private void clearUnlessNeeded(Job job, MoveItem item, BlobRef ref) throws IOException {
        boolean needed = read(() -> Optional.of(items.find(item.owner(), item.id())
                                .filter(now -> now.state() != State.DROPPED)
                                .isPresent()
                        || writer.find(item.owner(), item.documentId())
                                .filter(now -> now.store().equals(item.target())
                                        && now.blobRef().equals(ref.value()))
                                .isPresent()))
                .orElseThrow();
        if (!needed) {
            copies.delete(item, ref);
            clearDropped(job, item);
        }
    }

    private void clearDropped(Job job, MoveItem item) {
        transactions.executeWithoutResult(_ -> {
            if (jobs.holdsLease(job)) {
                items.lock(item.owner(), item.id())
                        .filter(now -> now.state() == State.DROPPED)
                        .ifPresent(items::delete);
            }
        });
    }

    private <T> Optional<T> read(Supplier<Optional<T>> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
    }

    @Override
    public void failed(Job job, JobFailure failure) {
        moves.lock(job.ownerId(), itemOf(job), job.id()).ifPresent(item -> {
            if (item.state() == State.DROPPED) {
                items.delete(item);
            } else {
                boolean forAll = failure.code().equals(ErrorCode.RECONNECT_NEEDED.code());
                moves.failed(item, new DocumentSummary.Problem(failure.code(), failure.detail()), forAll);
            }
        });
    }

    @Override
    public void retried(Job job) {
        items.find(job.ownerId(), itemOf(job)).map(MoveItem::connectionId).ifPresent(to -> {
            if (connections.hold(job.ownerId(), to).isEmpty()) {
                throw new ProblemException(ErrorCode.CONFLICT, "The connection that it went to was removed.");
            }
        });
        moves.lock(job.ownerId(), itemOf(job), job.id())
                .filter(item -> item.state() == State.FAILED)
                .ifPresent(moves::retried);
    }
}

package io.docuvault.documents;

import io.docuvault.documents.Move.State;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.storage.Connections;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes a connection that everything has left. What came there meanwhile is moved first, uploads that are on their way
 * are sent elsewhere, and the files that have been moved are removed there, since nobody can do it afterwards.
 */
@Component
class FinishMoveJob implements JobHandler {

    static final String KIND = "finish-move";

    private static final Logger log = LoggerFactory.getLogger(FinishMoveJob.class);

    private final Moves moves;
    private final MoveRepository repository;
    private final UploadRepository uploads;
    private final PurgeJob objects;
    private final Connections connections;
    private final Jobs jobs;
    private final TransactionTemplate transactions;

    FinishMoveJob(
            Moves moves,
            MoveRepository repository,
            UploadRepository uploads,
            PurgeJob objects,
            Connections connections,
            Jobs jobs,
            TransactionTemplate transactions) {
        this.moves = moves;
        this.repository = repository;
        this.uploads = uploads;
        this.objects = objects;
        this.connections = connections;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    static NewJob of(UUID owner, UUID move) {
        return new NewJob(KIND, owner, move);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.TRANSFERS;
    }

    @Override
    public int maxAttempts() {
        return 8;
    }

    private enum Outcome {
        DONE,
        /** The documents that have come meanwhile are moved first. */
        MORE,
        /** Something still needs the connection. */
        NEEDED
    }

    @Override
    public void run(Job job) throws IOException {
        try {
            objects.run(job);
        } catch (IOException e) {
            // It may be about another store; whether this one is clear is seen below.
            log.info("Not every file could be removed: {}", e.getMessage());
        }
        if (transactions.execute(_ -> finish(job)) == Outcome.NEEDED) {
            throw new IOException("The connection is still needed");
        }
    }

    private Outcome finish(Job job) {
        UUID owner = job.ownerId();
        jobs.requireLease(job);
        Optional<Move> found = repository.find(owner, job.requireSubject());
        if (found.filter(FinishMoveJob::isWanted).isEmpty()) {
            return Outcome.DONE;
        }
        UUID from = UUID.fromString(String.valueOf(found.get().from()));
        boolean removed = connections.removeUnneeded(
                owner, from, () -> uploads.redirect(owner, from, found.get().to()));
        Move move = repository.lock(owner, found.get().id()).orElseThrow();
        if (!isWanted(move)) {
            // Just now; nothing of this counts.
            throw new JobFailure("stopped", "The move was stopped.");
        }
        if (removed) {
            repository.set(owner, move.id(), State.DONE, null);
            return Outcome.DONE;
        }
        return moves.takeMore(owner, move) ? Outcome.MORE : Outcome.NEEDED;
    }

    private static boolean isWanted(Move move) {
        return move.state() == State.RUNNING && move.thenDelete();
    }

    @Override
    public void failed(Job job, JobFailure failure) {
        repository
                .lock(job.ownerId(), job.requireSubject())
                .filter(move -> move.state() == State.RUNNING)
                .ifPresent(move -> repository.set(
                        job.ownerId(),
                        move.id(),
                        State.DONE,
                        new DocumentSummary.Problem("connection_in_use", "The connection could not be removed.")));
    }

    @Override
    public void retried(Job job) {
        repository
                .lock(job.ownerId(), job.requireSubject())
                .filter(move -> move.state() == State.DONE && move.thenDelete())
                .ifPresent(move -> repository.set(job.ownerId(), move.id(), State.RUNNING, null));
    }
}

package io.docuvault.jobs;

import io.docuvault.jobs.JobView.State;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Enqueues background work and answers what has become of it. */
@Service
public class Jobs {

    private final JobRepository repository;
    private final JobHandlers handlers;
    private final JobQueues queues;
    private final LiveEvents events;
    private final Clock clock;

    Jobs(JobRepository repository, JobHandlers handlers, JobQueues queues, LiveEvents events, Clock clock) {
        this.repository = repository;
        this.handlers = handlers;
        this.queues = queues;
        this.events = events;
        this.clock = clock;
    }

    /** Enqueues a job in the caller's transaction: it runs if, and only if, that commits. */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID enqueue(NewJob job) {
        return enqueue(job, Duration.ZERO);
    }

    /**
     * Enqueues a job in the caller's transaction for a while later, unless one of the same kind waits already for the
     * same owner and subject: that one cannot start before this transaction has ended, and will see what it did. Two
     * transactions at once may still enqueue one each.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void enqueueUnlessWaiting(NewJob job, Duration delay) {
        if (!repository.holdWaiting(job, handlers.of(job.kind()).queue())) {
            enqueue(job, delay);
        }
    }

    private UUID enqueue(NewJob job, Duration delay) {
        UUID id = Ids.next();
        Instant now = clock.instant();
        Instant runAt = now.plus(delay);
        JobHandler handler = handlers.of(job.kind());
        repository.insert(id, job, handler, now, runAt);
        queues.schedule(handler, id, job.ownerId(), runAt);
        publish(job.ownerId(), id);
        return id;
    }

    /**
     * Makes sure that this attempt is still the one that counts, and keeps it so until the transaction ends. Called
     * first in each transaction of a handler that changes anything.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireLease(Job job) {
        if (!holdsLease(job)) {
            throw new LeaseLostException(job);
        }
    }

    /** As {@link #requireLease}, for a handler that has something to clear away where it counts no more. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean holdsLease(Job job) {
        return repository.holdsLease(job);
    }

    /** Forgets every job of an owner who is leaving; what those under way have not committed yet counts for nothing. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(UUID owner) {
        repository.deleteOf(owner, null);
    }

    /** As {@link #forget}, but for the job that does the forgetting. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void forgetOthers(Job job) {
        repository.deleteOf(job.ownerId(), job.id());
    }

    /** The owner's jobs, newest first. */
    @Transactional(readOnly = true)
    public Page<JobView> list(
            UUID owner, @Nullable State state, @Nullable UUID subject, @Nullable UUID before, int limit) {
        return Page.of(
                repository.list(owner, state, subject, before, limit + 1),
                limit,
                job -> job.id().toString());
    }

    /** Runs a failed or cancelled job again. */
    @Transactional
    public JobView retry(UUID owner, UUID id) {
        JobView job = find(owner, id);
        Instant now = clock.instant();
        JobHandler handler = handlers.find(job.kind())
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.CONFLICT, "The version that runs here cannot do jobs of this kind."));
        Job waiting = repository
                .requeue(owner, id, handler.maxAttempts(), now)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.CONFLICT, "Only a job that has failed or was cancelled can be retried."));
        handler.retried(waiting);
        queues.schedule(handler, id, owner, now);
        publish(owner, id);
        return find(owner, id);
    }

    /** Stops a job that has not ended; what it has under way counts for nothing. */
    @Transactional
    public JobView cancel(UUID owner, UUID id) {
        JobView job = find(owner, id);
        if (job.queue() == JobQueue.EMAIL) {
            // Or whoever has stolen a session could keep the warning about it from its owner.
            throw new ProblemException(ErrorCode.CONFLICT, "A mail cannot be taken back.");
        }
        Job cancelled = repository
                .cancel(owner, id, clock.instant())
                .orElseThrow(() -> new ProblemException(ErrorCode.CONFLICT, "This job has already ended."));
        handlers.find(cancelled.kind())
                .ifPresent(handler -> handler.failed(cancelled, new JobFailure("cancelled", "It was cancelled.")));
        queues.cancel(job.queue(), id);
        publish(owner, id);
        return find(owner, id);
    }

    private JobView find(UUID owner, UUID id) {
        return repository.find(owner, id).orElseThrow(ProblemException::notFound);
    }

    private void publish(UUID owner, UUID id) {
        events.publish(owner, "job", find(owner, id));
    }
}

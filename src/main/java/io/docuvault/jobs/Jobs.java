package io.docuvault.jobs;

import io.docuvault.jobs.JobView.State;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Enqueues background work and answers what has become of it. */
@Service
public class Jobs {

    private static final int MOST_COUNTED = 10_000;
    private static final int MOST_RETRIED = 500;
    private static final int RETRIED_AT_ONCE = 100;

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private final JobRepository repository;
    private final JobHandlers handlers;
    private final JobQueues queues;
    private final ObjectProvider<JobSubjects> subjects;
    private final LiveEvents events;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Jobs(
            JobRepository repository,
            JobHandlers handlers,
            JobQueues queues,
            ObjectProvider<JobSubjects> subjects,
            LiveEvents events,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.handlers = handlers;
        this.queues = queues;
        this.subjects = subjects;
        this.events = events;
        this.transactions = transactions;
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

    /** How many of somebody's jobs wait, run and have failed; beyond {@value #MOST_COUNTED} they are not counted on. */
    public record Counts(int queued, int running, int failed) {}

    /** What came of {@link #retryFailed}. */
    public record Retried(int retried, boolean more) {}

    /** The owner's jobs in one of these states, or in any, newest first. */
    @Transactional(readOnly = true)
    public Page<JobView> list(
            UUID owner, Collection<State> states, @Nullable UUID subject, @Nullable UUID before, int limit) {
        List<JobView> found = repository.list(owner, states, subject, before, limit + 1);
        List<UUID> ids = found.stream()
                .map(JobView::subjectId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<UUID, String> names = new HashMap<>();
        subjects.forEach(each -> names.putAll(each.names(owner, ids)));
        return Page.of(
                found.stream().map(job -> job.of(names.get(job.subjectId()))).toList(),
                limit,
                job -> job.id().toString());
    }

    @Transactional(readOnly = true)
    public Counts counts(UUID owner) {
        return repository.counts(owner, MOST_COUNTED);
    }

    /**
     * Runs the owner's failed jobs again, the oldest first, {@value #MOST_RETRIED} at the most: each for itself, since one
     * that can't be retried as things are must not keep the others from it.
     */
    public Retried retryFailed(UUID owner) {
        int retried = 0;
        UUID after = null;
        List<UUID> failed;
        do {
            UUID last = after;
            failed = Objects.requireNonNull(
                    transactions.execute(_ -> repository.failed(owner, handlers.kinds(), last, RETRIED_AT_ONCE)));
            for (UUID id : failed) {
                if (retried == MOST_RETRIED) {
                    return new Retried(retried, true);
                }
                retried += retryIfPossible(owner, id) ? 1 : 0;
                after = id;
            }
        } while (failed.size() == RETRIED_AT_ONCE);
        return new Retried(retried, false);
    }

    /** As {@link #retry}, for one of many; false where it can't be retried as things are, or somebody has done so. */
    boolean retryIfPossible(UUID owner, UUID id) {
        try {
            transactions.executeWithoutResult(_ -> retry(owner, id));
            return true;
        } catch (ProblemException e) {
            log.debug("The job {} was not retried: {}", id, e.getMessage());
            return false;
        }
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

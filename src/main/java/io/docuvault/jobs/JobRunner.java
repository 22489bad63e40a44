package io.docuvault.jobs;

import io.docuvault.jobs.JobView.State;
import io.docuvault.shared.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs one attempt of one job and writes down how it ended. */
@Component
class JobRunner {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration PAUSE_FOR_UPGRADE = Duration.ofMinutes(1);

    private final JobRepository repository;
    private final JobHandlers handlers;
    private final LiveEvents events;
    private final TransactionTemplate transactions;
    private final Clock clock;

    JobRunner(
            JobRepository repository,
            JobHandlers handlers,
            LiveEvents events,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.handlers = handlers;
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Runs the next attempt and writes down how it ended; does nothing for a job that has ended already. */
    void run(UUID id) {
        Optional<Job> started = Caller.system()
                .call(() -> transactions.execute(_ -> {
                    Optional<Job> job = repository.start(id);
                    job.ifPresent(this::publish);
                    return job;
                }));
        if (started != null && started.isPresent()) {
            Job job = started.get();
            Caller.user(job.ownerId())
                    .run(() -> handlers.find(job.kind())
                            .ifPresentOrElse(handler -> attempt(job, handler), () -> leave(job)));
        }
    }

    /**
     * Says what becomes of the job's place in the queue after {@link #run}. What counts is the job's row, which stays
     * locked meanwhile: its owner may have had it wait again before the queue was done with it.
     *
     * @param again keeps the place for a job that waits, until it is due
     * @param ended gives the place up
     */
    void settle(UUID id, Consumer<Instant> again, Runnable ended) {
        Caller.system()
                .run(() -> transactions.executeWithoutResult(
                        _ -> repository.lockDue(id).ifPresentOrElse(again, ended)));
    }

    /**
     * For a node of a newer version, which may stand beside this one during an upgrade. This was no attempt: the job has
     * one more, however long it waits.
     */
    private void leave(Job job) {
        JobView.Reason unknown =
                new JobView.Reason("unknown_kind", "This version cannot do jobs of kind " + job.kind() + ".");
        transactions.executeWithoutResult(_ -> {
            if (repository.leave(job, unknown, clock.instant().plus(PAUSE_FOR_UPGRADE))) {
                publish(job);
            }
        });
    }

    private void attempt(Job job, JobHandler handler) {
        if (job.attempt() > job.maxAttempts()) {
            // Not one of them came to an end of its own: the job may be what brings the server down.
            fail(
                    job,
                    ended -> handler.failed(job, ended),
                    new JobFailure("gave_up", "It was cut off " + job.maxAttempts() + " times."));
            return;
        }
        try {
            handler.run(job);
            end(job, State.DONE, null, clock.instant());
        } catch (LeaseLostException lost) {
            log.info("{}; its effects were dropped", lost.getMessage());
        } catch (JobFailure failure) {
            fail(job, ended -> handler.failed(job, ended), failure);
        } catch (InterruptedException _) {
            // The node is stopping: the attempt is repeated by whoever comes next.
            retry(job, "interrupted", "The server was stopped; the work goes on by itself.", clock.instant());
            // Only now, since an interrupted virtual thread cannot talk to the database.
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            log.warn("Attempt {} of {} job {} failed", job.attempt(), job.kind(), job.id(), e);
            if (job.attempt() >= job.maxAttempts()) {
                fail(
                        job,
                        ended -> handler.failed(job, ended),
                        new JobFailure("gave_up", "It failed " + job.attempt() + " times.", e));
            } else {
                retry(
                        job,
                        "attempt_failed",
                        "Attempt " + job.attempt() + " failed; it is tried again by itself.",
                        clock.instant().plus(handler.pauseAfter(job.attempt())));
            }
        }
    }

    private void retry(Job job, String code, String detail, Instant at) {
        end(job, State.QUEUED, new JobView.Reason(code, detail), at);
    }

    private void fail(Job job, Consumer<JobFailure> effects, JobFailure failure) {
        try {
            end(job, failure, effects);
        } catch (RuntimeException e) {
            // What failed may be the database, or the effects themselves: those must not keep the job from its end.
            log.error("The end of {} job {} could not be told to its handler", job.kind(), job.id(), e);
            end(job, failure, _ -> {});
        }
    }

    private void end(Job job, JobFailure failure, Consumer<JobFailure> effects) {
        transactions.executeWithoutResult(_ -> {
            JobView.Reason error = new JobView.Reason(failure.code(), failure.detail());
            Instant now = clock.instant();
            if (repository.end(job, State.FAILED, error, now, now)) {
                effects.accept(failure);
                publish(job);
            }
        });
    }

    private void end(Job job, State state, JobView.@Nullable Reason error, Instant runAt) {
        transactions.executeWithoutResult(_ -> {
            if (repository.end(job, state, error, runAt, state == State.DONE ? runAt : null)) {
                publish(job);
            }
        });
    }

    private void publish(Job job) {
        repository.find(job.ownerId(), job.id()).ifPresent(view -> events.publish(job.ownerId(), "job", view));
    }
}

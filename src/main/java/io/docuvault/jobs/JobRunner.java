package io.docuvault.jobs;

import io.docuvault.jobs.JobView.State;
import io.docuvault.shared.Caller;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs one attempt of one job and writes down how it ended. */
@Component
class JobRunner {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

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

    /** Runs the next attempt; returns when to try again, or nothing if the job has ended. */
    Optional<Instant> run(UUID id) {
        Optional<Job> started = Caller.system()
                .call(() -> transactions.execute(_ -> {
                    Optional<Job> job = repository.start(id);
                    job.ifPresent(this::publish);
                    return job;
                }));
        return started == null || started.isEmpty()
                ? Optional.empty()
                : Caller.user(started.get().ownerId()).call(() -> attempt(started.get()));
    }

    private Optional<Instant> attempt(Job job) {
        JobHandler handler = handlers.of(job.kind());
        try {
            handler.run(job);
            end(job, State.DONE, null, clock.instant());
            return Optional.empty();
        } catch (LeaseLostException lost) {
            log.info("{}; its effects were dropped", lost.getMessage());
            return Optional.empty();
        } catch (JobFailure failure) {
            return fail(job, handler, failure);
        } catch (InterruptedException _) {
            // The node is stopping: the attempt is repeated by whoever comes next.
            Thread.currentThread().interrupt();
            return retry(job, "interrupted", "The server was stopped; the work goes on by itself.", clock.instant());
        } catch (Exception e) {
            log.warn("Attempt {} of {} job {} failed", job.attempt(), job.kind(), job.id(), e);
            if (job.attempt() >= job.maxAttempts()) {
                return fail(job, handler, new JobFailure("gave_up", "It failed " + job.attempt() + " times.", e));
            }
            return retry(
                    job,
                    "attempt_failed",
                    "Attempt " + job.attempt() + " failed; it is tried again by itself.",
                    clock.instant().plus(handler.pauseAfter(job.attempt())));
        }
    }

    private Optional<Instant> retry(Job job, String code, String detail, Instant at) {
        end(job, State.QUEUED, new JobView.Reason(code, detail), at);
        return Optional.of(at);
    }

    private Optional<Instant> fail(Job job, JobHandler handler, JobFailure failure) {
        transactions.executeWithoutResult(_ -> {
            JobView.Reason error = new JobView.Reason(failure.code(), failure.detail());
            Instant now = clock.instant();
            if (repository.end(job, State.FAILED, error, now, now)) {
                handler.failed(job, failure);
                publish(job);
            }
        });
        return Optional.empty();
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

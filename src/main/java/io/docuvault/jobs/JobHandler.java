package io.docuvault.jobs;

import java.time.Duration;

/**
 * Does the jobs of one kind. Jobs are at-least-once: a handler may be run again after a crash, and two runs of one job
 * may overlap when a node was only believed dead. It therefore calls {@link Jobs#requireLease} first in the
 * transaction that changes anything.
 */
public interface JobHandler {

    String kind();

    default JobQueue queue() {
        return JobQueue.DOCUMENTS;
    }

    /** Whether somebody waits for it just now: it goes before all jobs of its queue that nobody waits for. */
    default boolean urgent() {
        return false;
    }

    /**
     * Does the work, outside a transaction, with the job's owner as the caller.
     *
     * @throws JobFailure when trying again can't help
     * @throws Exception anything else is tried again, with growing pauses, until the attempts are used up
     */
    void run(Job job) throws Exception;

    /** Runs in the transaction that marks the job as failed for good, or as cancelled. */
    default void failed(Job job, JobFailure failure) {}

    /** Runs in the transaction that has a job wait again which had failed or was cancelled: undoes {@link #failed}. */
    default void retried(Job job) {}

    default int maxAttempts() {
        return 5;
    }

    /** The pause before the next attempt: 2 s, 8 s, 32 s and so on, an hour at the most. */
    default Duration pauseAfter(int attempt) {
        return Duration.ofSeconds(Math.min(3600, 1L << Math.min(12, 2 * attempt - 1)));
    }
}

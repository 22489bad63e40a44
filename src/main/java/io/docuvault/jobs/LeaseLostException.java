package io.docuvault.jobs;

/** Another attempt has taken over, or the job was cancelled: the transaction must not commit. */
final class LeaseLostException extends RuntimeException {

    LeaseLostException(Job job) {
        super("Attempt " + job.attempt() + " of job " + job.id() + " no longer counts");
    }
}

package io.docuvault.jobs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a queue is: numbers only, never what the jobs are about.
 *
 * @param oldestWaiting when the job was made that waits longest of those that could run now
 */
public record QueueState(
        JobQueue queue,
        long waiting,
        long running,
        long failed,
        @Nullable Instant oldestWaiting,
        List<KindState> kinds) {

    /** The same for one kind of job. */
    public record KindState(String kind, long waiting, long running, long failed) {}
}

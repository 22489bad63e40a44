package io.docuvault.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as its owner sees it.
 *
 * @param subject what the subject is called, where it has a name and jobs are listed; null in live events
 */
public record JobView(
        UUID id,
        String kind,
        JobQueue queue,
        @Nullable UUID subjectId,
        @Nullable String subject,
        State state,
        int attempt,
        int maxAttempts,
        @Nullable Reason error,
        Instant createdAt,
        Instant runAt,
        @Nullable Instant finishedAt) {

    JobView of(@Nullable String name) {
        return new JobView(
                id, kind, queue, subjectId, name, state, attempt, maxAttempts, error, createdAt, runAt, finishedAt);
    }

    /** Where a job is in its life. */
    public enum State {
        @JsonProperty("queued")
        QUEUED,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("done")
        DONE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("cancelled")
        CANCELLED;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofColumn(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /** Why the last attempt failed. */
    public record Reason(String code, String detail) {}
}

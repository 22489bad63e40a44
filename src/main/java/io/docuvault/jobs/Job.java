package io.docuvault.jobs;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that a worker is about to run.
 *
 * @param subjectId what it is about, such as a document
 * @param attempt 1 for the first; also the fencing token: see {@link Jobs#requireLease}
 */
public record Job(
        UUID id,
        UUID ownerId,
        String kind,
        @Nullable UUID subjectId,
        Map<String, Object> payload,
        int attempt,
        int maxAttempts) {

    /** The subject of a job whose kind always has one. */
    public UUID requireSubject() {
        if (subjectId == null) {
            throw new IllegalStateException("A job of kind " + kind + " needs a subject");
        }
        return subjectId;
    }
}

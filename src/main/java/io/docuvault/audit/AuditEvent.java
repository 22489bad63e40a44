package io.docuvault.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that the audit log keeps.
 *
 * @param action what was done, such as {@code login} or {@code quota_exceeded}; lower case with underscores
 * @param actorId who did it; null when nobody known did
 * @param subjectId whom or what it concerns
 * @param origin where from; null for the system's own doing
 * @param details more facts, never a document's content or name, never a secret
 */
public record AuditEvent(
        String action,
        Outcome outcome,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        @Nullable Origin origin,
        Map<String, Object> details) {

    /** How it ended. */
    public enum Outcome {
        @JsonProperty("success")
        SUCCESS,
        @JsonProperty("failure")
        FAILURE
    }

    /**
     * Where a request came from.
     *
     * @param address the client's IP address
     * @param device the client's software in words, as far as it says
     */
    public record Origin(String address, String device) {}

    public static AuditEvent success(String action, @Nullable UUID actorId, @Nullable Origin origin) {
        return new AuditEvent(action, Outcome.SUCCESS, actorId, null, origin, Map.of());
    }

    public static AuditEvent failure(String action, @Nullable UUID actorId, @Nullable Origin origin) {
        return new AuditEvent(action, Outcome.FAILURE, actorId, null, origin, Map.of());
    }

    public AuditEvent about(UUID subject) {
        return new AuditEvent(action, outcome, actorId, subject, origin, details);
    }

    public AuditEvent with(Map<String, Object> moreDetails) {
        return new AuditEvent(action, outcome, actorId, subjectId, origin, moreDetails);
    }
}

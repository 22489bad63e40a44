package io.docuvault.audit;

import io.docuvault.audit.AuditEvent.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted; what is null does not matter.
 *
 * @param from the first moment
 * @param to the first moment after it
 */
public record AuditFilter(
        @Nullable String action,
        @Nullable Outcome outcome,
        @Nullable UUID actor,
        @Nullable UUID subject,
        @Nullable String address,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** What was asked for, in words for the log itself. */
    public Map<String, Object> asDetails() {
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "action", action);
        put(details, "outcome", outcome);
        put(details, "actor", actor);
        put(details, "subject", subject);
        put(details, "address", address);
        put(details, "from", from);
        put(details, "to", to);
        return details;
    }

    private static void put(Map<String, Object> details, String name, @Nullable Object value) {
        if (value != null) {
            details.put(name, value.toString());
        }
    }
}

package io.docuvault.audit;

import io.docuvault.audit.AuditEvent.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit log as an administrator reads it.
 *
 * @param seq its place in the chain
 * @param address where it came from; null for the system's own doing
 */
public record AuditEntry(
        long seq,
        Instant at,
        String action,
        Outcome outcome,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        @Nullable String address,
        @Nullable String device,
        Map<String, Object> details) {}

package io.docuvault.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.shared.Digests;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An entry with its place in the chain.
 *
 * @param at with microseconds, as the database keeps it
 * @param details the event's details as JSON
 */
record ChainedEntry(long seq, UUID id, Instant at, AuditEvent event, String details) {

    /** SHA-256 over the hash before it and each field, all with their lengths so that no two entries read the same. */
    byte[] hash(byte[] previous) {
        AuditEvent.Origin origin = event.origin();
        String fields = Stream.of(
                        String.valueOf(seq),
                        id.toString(),
                        at.toString(),
                        text(event.actorId()),
                        text(event.subjectId()),
                        event.action(),
                        event.outcome().name(),
                        origin == null ? "" : origin.address(),
                        origin == null ? "" : origin.device(),
                        details)
                .map(field -> field.length() + ":" + field)
                .collect(Collectors.joining());
        MessageDigest digest = Digests.sha256();
        digest.update(previous);
        return digest.digest(fields.getBytes(UTF_8));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}

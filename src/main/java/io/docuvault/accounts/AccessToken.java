package io.docuvault.accounts;

import java.time.Instant;
import java.util.UUID;

/**
 * What a verified access token says.
 *
 * @param kid of the key that signed it
 * @param id the {@code jti}
 * @param generation the user's {@code valid_after} when it was issued, in microseconds
 */
record AccessToken(
        String kid, UUID id, UUID userId, UUID sessionId, String fingerprint, long generation, Instant expiresAt) {}

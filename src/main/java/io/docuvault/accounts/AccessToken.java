package io.docuvault.accounts;

import java.time.Instant;
import java.util.UUID;

/**
 * What a verified access token says.
 *
 * @param id the {@code jti}
 * @param generation the user's {@code valid_after} when it was issued, in microseconds
 */
record AccessToken(UUID id, UUID userId, UUID sessionId, String fingerprint, long generation, Instant expiresAt) {}

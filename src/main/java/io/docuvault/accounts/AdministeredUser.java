package io.docuvault.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user as an administrator sees them.
 *
 * @param disabled whether they are kept from signing in
 * @param lastSeenAt when one of their sessions was last refreshed; null if they never signed in, or long ago
 */
public record AdministeredUser(
        UUID id,
        String email,
        String displayName,
        Role role,
        boolean disabled,
        boolean secondFactor,
        Instant createdAt,
        @Nullable Instant lastSeenAt,
        long quotaBytes,
        long usedBytes) {}

package io.docuvault.accounts;

import java.time.Instant;
import java.util.UUID;

/**
 * An account that is offered to somebody by mail.
 *
 * @param sentAt when the mail was last sent
 * @param expiresAt from when on its link is worth nothing
 */
public record Invitation(
        UUID id,
        String email,
        Role role,
        long quotaBytes,
        String language,
        Instant createdAt,
        Instant sentAt,
        Instant expiresAt) {

    /** What an address has to look like, as for a registration. */
    public static final String EMAIL = NewAccount.EMAIL;
}

package io.docuvault.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/**
 * A user as they and the other modules see them.
 *
 * @param language of the interface and of mails: {@code en} or {@code de}
 * @param timeZone of the IANA database, such as {@code Europe/Vienna}
 * @param secondFactor whether signing in takes more than the password
 * @param usedBytes what the documents take up
 * @param reservedBytes what is promised to uploads under way; used and reserved together never exceed the quota
 */
@Schema(name = "User")
public record Account(
        UUID id,
        String email,
        String displayName,
        Role role,
        @Schema(allowableValues = {"en", "de"}) String language,
        String timeZone,
        boolean secondFactor,
        long quotaBytes,
        long usedBytes,
        long reservedBytes,
        Instant createdAt) {}

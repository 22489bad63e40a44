package io.docuvault.storage;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's own storage. What it is reached with is never shown.
 *
 * @param kind such as {@code googledrive}
 * @param label what the kind is called
 * @param isDefault where new documents go that name no other place
 * @param reason why it does not work, in words
 * @param reasonCode the same for programs
 * @param account whose it is there, as far as the vendor says
 * @param usedBytes of the account as a whole, when it was last checked
 * @param documents how many of the user's documents lie there
 */
public record Connection(
        UUID id,
        String kind,
        String label,
        String name,
        Map<String, String> settings,
        boolean isDefault,
        ConnectionState state,
        @Nullable String reason,
        @Nullable ConnectionTrouble reasonCode,
        @Nullable String account,
        @Nullable Long usedBytes,
        @Nullable Long totalBytes,
        @Nullable Instant checkedAt,
        long documents,
        long documentBytes,
        Instant createdAt) {}

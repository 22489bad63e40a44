package io.docuvault.storage;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code connections}.
 *
 * @param credentials sealed, in hexadecimal
 */
record ConnectionRow(
        UUID id,
        UUID owner,
        String kind,
        String name,
        Map<String, String> settings,
        String credentials,
        long credentialsVersion,
        boolean isDefault,
        ConnectionState state,
        @Nullable String reason,
        @Nullable ConnectionTrouble reasonCode,
        @Nullable String account,
        @Nullable Long usedBytes,
        @Nullable Long totalBytes,
        @Nullable Instant checkedAt,
        Instant createdAt) {}

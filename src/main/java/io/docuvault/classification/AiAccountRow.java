package io.docuvault.classification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How somebody, or the system, reaches a provider, as it is kept; null is what was not said.
 *
 * @param sealedKey hexadecimal
 * @param keyHint the key's last characters
 */
record AiAccountRow(
        String provider,
        @Nullable String model,
        @Nullable String baseUrl,
        @Nullable String sealedKey,
        @Nullable String keyHint,
        @Nullable String problemCode,
        @Nullable String problemDetail,
        @Nullable Instant problemAt,
        @Nullable Instant blockedUntil) {

    static AiAccountRow empty(String provider) {
        return new AiAccountRow(provider, null, null, null, null, null, null, null, null);
    }

    boolean hasKey() {
        return sealedKey != null;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "AiAccountRow[" + provider + "]";
    }
}

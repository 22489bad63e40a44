package io.docuvault.accounts;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in or a refresh hands out.
 *
 * @param refreshLifetime how long the browser may keep the refresh token
 * @param deviceToken what the browser is known by at its next login; null for a refresh
 */
record Issued(
        Account account,
        String accessToken,
        String refreshToken,
        Duration refreshLifetime,
        @Nullable String deviceToken) {

    /** Without the tokens. */
    @Override
    public String toString() {
        return "Issued[" + account.id() + "]";
    }
}

package io.docuvault.accounts;

import java.time.Duration;

/**
 * What a sign-in or a refresh hands out.
 *
 * @param refreshLifetime how long the browser may keep the refresh token
 */
record Issued(Account account, String accessToken, String refreshToken, Duration refreshLifetime) {

    /** Without the tokens. */
    @Override
    public String toString() {
        return "Issued[" + account.id() + "]";
    }
}

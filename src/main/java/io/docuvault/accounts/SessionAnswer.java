package io.docuvault.accounts;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What a client gets for signing in; the refresh token travels beside it as a cookie.
 *
 * @param expiresIn seconds
 */
@Schema(name = "Session")
record SessionAnswer(String accessToken, long expiresIn, Account user) {

    /** Without the token. */
    @Override
    public String toString() {
        return "SessionAnswer[" + user.id() + "]";
    }
}

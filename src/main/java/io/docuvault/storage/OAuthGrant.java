package io.docuvault.storage;

import java.time.Instant;

/**
 * What a vendor's OAuth has given for a connection; kept sealed, and never shown.
 *
 * @param renewal what gets the next access token, in the vendor's own words
 */
public record OAuthGrant(String accessToken, Instant expires, String renewal) {

    /** Without its secrets. */
    @Override
    public String toString() {
        return "OAuthGrant[until " + expires + "]";
    }
}

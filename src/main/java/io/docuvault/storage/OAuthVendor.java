package io.docuvault.storage;

import java.io.IOException;
import java.net.URI;

/** The authorization code flow with PKCE (RFC 6749, RFC 7636) as a vendor has it. */
public interface OAuthVendor {

    /** Where the browser goes to ask its user. */
    URI authorization(String state, String codeChallenge, URI redirect);

    /**
     * The first grant for the code that the browser brought back.
     *
     * @throws StoreException {@code REFUSED} if the code is not good or less was granted than is needed
     */
    OAuthGrant redeem(String code, String codeVerifier, URI redirect) throws IOException;

    /**
     * The next grant; the one before may be void after that.
     *
     * @throws StoreException {@code REFUSED} if the consent is gone, {@code AWAY} if nothing can be said about that
     */
    OAuthGrant renew(OAuthGrant grant) throws IOException;
}

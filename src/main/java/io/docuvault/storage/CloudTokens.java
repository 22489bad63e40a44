package io.docuvault.storage;

import java.io.IOException;

/** The access tokens of one connection. */
public interface CloudTokens {

    /** One that should be good for the next minute. */
    String current() throws IOException;

    /**
     * Another one, since the vendor has refused this.
     *
     * @throws StoreException {@code REFUSED} if there will be none until somebody connects again
     */
    String insteadOf(String refused) throws IOException;
}

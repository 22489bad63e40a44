package io.docuvault.storage.webdav;

import java.io.IOException;

/**
 * A user's space on a server.
 *
 * @param files where the user's files are
 * @param account whose it is
 */
record DavSpace(DavClient files, Sender sender, String account) {

    /** Finds out where that is, which may need a question. */
    @FunctionalInterface
    interface Opening {
        DavSpace open() throws IOException;
    }
}

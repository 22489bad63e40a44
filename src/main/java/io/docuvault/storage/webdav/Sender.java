package io.docuvault.storage.webdav;

import java.io.IOException;
import java.io.InputStream;

/** How a file gets to a server. */
interface Sender {

    /**
     * Puts all of a stream in a file, in place of what is there. Whether it has arrived has to be looked at.
     *
     * @throws java.io.EOFException if the stream has another length
     */
    void send(DavClient files, String path, InputStream bytes, long length) throws IOException;

    /** One request, as every WebDAV server takes it. */
    static void whole(DavClient files, String path, InputStream bytes, long length) throws IOException {
        files.put(path, new DavBody(bytes, length));
    }
}

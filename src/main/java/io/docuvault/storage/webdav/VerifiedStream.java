package io.docuvault.storage.webdav;

import io.docuvault.shared.Digests;
import io.docuvault.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A whole file whose last bytes are given out only if all of them together are what they should be. */
final class VerifiedStream extends InputStream {

    private final InputStream bytes;
    private final String sha256;
    private final StoreException otherwise;
    private final MessageDigest digest = Digests.sha256();
    private long left;
    private boolean verified;

    /** @param otherwise what is thrown if they are not */
    VerifiedStream(InputStream bytes, long length, String sha256, StoreException otherwise) {
        this.bytes = bytes;
        this.left = length;
        this.sha256 = sha256;
        this.otherwise = otherwise;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = left == 0 ? -1 : bytes.read(buffer, offset, length);
        if (read > 0) {
            digest.update(buffer, offset, read);
            left -= read;
        }
        if (left == 0) {
            verify();
        }
        return read;
    }

    private void verify() throws StoreException {
        if (!verified && !HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
            throw otherwise;
        }
        verified = true;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}

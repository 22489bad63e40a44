package io.docuvault.storage.webdav;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the body of a request: exactly as many bytes as were announced. It can be sent again as long as nobody has
 * asked for its first byte.
 */
final class DavBody extends AbstractHttpEntity {

    private static final int BUFFER = 64 * 1024;

    private final InputStream bytes;
    private final long length;
    private boolean touched;
    private @Nullable IOException failure;

    DavBody(InputStream bytes, long length) {
        super(ContentType.APPLICATION_OCTET_STREAM, null);
        this.bytes = bytes;
        this.length = length;
    }

    /** What went wrong with the stream, which is not the server's fault. */
    @Nullable IOException failure() {
        return failure;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        touched = true;
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int read = read(buffer, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw failed(new EOFException("%d bytes are missing of %d".formatted(left, length)));
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        if (read(buffer, 1) >= 0) {
            throw failed(new EOFException("More than %d bytes came".formatted(length)));
        }
    }

    private int read(byte[] buffer, int most) throws IOException {
        try {
            return bytes.read(buffer, 0, most);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException e) {
        failure = e;
        return e;
    }

    @Override
    public boolean isRepeatable() {
        return !touched;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("It is written, not read");
    }

    @Override
    public void close() {
        // The stream is the caller's.
    }
}

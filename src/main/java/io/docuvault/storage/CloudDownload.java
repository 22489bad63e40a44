package io.docuvault.storage;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Exactly the bytes that were asked for: a connection that breaks is taken up again where it broke, and where that does
 * not help, or all of it takes too long, reading fails.
 */
public final class CloudDownload extends InputStream {

    /** Opens the file at an offset. */
    @FunctionalInterface
    public interface Opener {
        InputStream open(long offset, long length) throws IOException;
    }

    private final Opener opener;
    private final CloudCalls calls;
    private final Waits waits;
    private long offset;
    private long left;
    private long nanosWaited;
    private @Nullable InputStream open;

    /** The first connection is made here, so that a file that can't be read is no stream. */
    public CloudDownload(CloudCalls calls, long offset, long length, Opener opener) throws IOException {
        this.opener = opener;
        this.calls = calls;
        this.waits = calls.waits();
        this.offset = offset;
        this.left = length;
        this.open = length > 0 ? opener.open(offset, length) : null;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (left > 0) {
            long begun = System.nanoTime();
            int read = tryToRead(buffer, from, (int) Math.min(length, left));
            nanosWaited += System.nanoTime() - begun;
            if (read > 0) {
                offset += read;
                left -= read;
                waits.came(read);
                return read;
            }
        }
        return -1;
    }

    /** How many bytes came; none after a break that may have been mended. */
    private int tryToRead(byte[] buffer, int from, int length) throws IOException {
        InputStream current = open == null ? opener.open(offset, left) : open;
        open = current;
        StoreException trouble;
        try {
            int read = current.read(buffer, from, length);
            if (read > 0) {
                return read;
            }
            trouble = Waits.away("The drive sent less than the file has.", null);
        } catch (StoreException e) {
            // It says that there is no use in another attempt.
            close();
            throw e;
        } catch (IOException e) {
            trouble = Waits.away("The drive's answer broke off.", e);
        }
        close();
        // What comes before the offset may have to be read as well.
        if (nanosWaited > calls.mostFor(offset).toNanos()) {
            throw trouble;
        }
        waits.before(null, trouble);
        return 0;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}

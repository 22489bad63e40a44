package io.docuvault.storage;

import io.docuvault.storage.CloudCalls.Answer;
import io.docuvault.storage.CloudCalls.Tried;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends a stream through a vendor's upload session, one chunk in memory at a time. After any trouble the vendor is asked
 * how much it has, and the rest of the chunk is sent from there; what was sent before the chunk can't be sent again, so a
 * session that has forgotten that fails the upload.
 */
public final class CloudUpload {

    private static final Set<Integer> SESSION_GONE = Set.of(404, 410);
    private static final int RANGE_NOT_WANTED = 416;
    private static final Set<Integer> ANY_OUTCOME = Set.of(200, 204, 404, 410, 499);

    /** A session with a vendor and its requests. */
    public interface Session {

        /** What the vendor takes is a multiple of this many bytes, but for the last piece. */
        int grain();

        /** Sends bytes of the buffer, that are at {@code offset} of the whole. */
        ClassicHttpRequest send(byte[] buffer, int from, int length, long offset, OptionalLong total);

        /** Asks how much has come. */
        ClassicHttpRequest ask(OptionalLong total);

        /** Gives the session up. */
        ClassicHttpRequest cancel();

        /** The statuses that {@link #progress} understands. */
        Set<Integer> hoped();

        Progress progress(Answer answer) throws StoreException;
    }

    /** What a session has taken so far. */
    public sealed interface Progress {

        /** It waits for the byte at this offset. */
        record Expecting(long offset) implements Progress {}

        /** It has the whole and has made a file of it. */
        record Finished(JsonNode file) implements Progress {}
    }

    /** Begins a session with the vendor. */
    @FunctionalInterface
    public interface Sessions {
        Session begin() throws IOException;
    }

    private final CloudCalls calls;
    private final Sessions sessions;
    private final byte[] chunk;
    private final OptionalLong announced;
    private Session session;
    private long start;

    private CloudUpload(CloudCalls calls, Sessions sessions, int chunkSize, OptionalLong announced) throws IOException {
        this.calls = calls;
        this.sessions = sessions;
        this.chunk = new byte[chunkSize];
        this.announced = announced;
        this.session = sessions.begin();
    }

    /**
     * Uploads all of a stream.
     *
     * @param calls the vendor, with or without a token, as its sessions want it
     * @param length if it is known before; a stream of another length fails
     * @return what the vendor says about the file
     */
    public static JsonNode run(
            CloudCalls calls, Sessions sessions, int chunkSize, InputStream bytes, OptionalLong length)
            throws IOException {
        CloudUpload upload = new CloudUpload(calls, sessions, chunkSize, length);
        try {
            return upload.sendAll(new PushbackInputStream(bytes));
        } catch (IOException | RuntimeException e) {
            upload.cancel(e);
            throw e;
        }
    }

    private JsonNode sendAll(PushbackInputStream bytes) throws IOException {
        int filled = 0;
        while (true) {
            filled += bytes.readNBytes(chunk, filled, chunk.length - filled);
            int next = bytes.read();
            long end = start + filled;
            if (next >= 0) {
                bytes.unread(next);
            }
            requireAnnounced(end, next < 0);
            OptionalLong total = next < 0 ? OptionalLong.of(end) : announced;
            switch (sendChunk(filled, total, next < 0)) {
                case Progress.Finished(JsonNode file) -> {
                    return file;
                }
                case Progress.Expecting(long offset) -> {
                    // What is left is less than the vendor takes at once: it goes with what comes next.
                    int taken = (int) (offset - start);
                    System.arraycopy(chunk, taken, chunk, 0, filled - taken);
                    filled -= taken;
                    start = offset;
                }
            }
        }
    }

    private void requireAnnounced(long end, boolean last) throws EOFException {
        if (announced.isPresent() && (last ? end != announced.getAsLong() : end >= announced.getAsLong())) {
            throw new EOFException("%d bytes or more came instead of %d".formatted(end, announced.getAsLong()));
        }
    }

    /** Sends what is in the buffer until the vendor has it, and of the last one until it has made the file. */
    private Progress sendChunk(int filled, OptionalLong total, boolean last) throws IOException {
        Waits waits = calls.waits();
        int sent = 0;
        int most = 0;
        boolean ask = false;
        while (true) {
            int end = last ? filled : filled - (filled - sent) % session.grain();
            switch (step(ask, sent, end, total)) {
                case Took(Progress.Finished finished) -> {
                    return requireLast(finished, last);
                }
                case Took(Progress.Expecting expecting) -> {
                    int taken = taken(expecting, filled);
                    if (!last && filled - taken < session.grain()) {
                        return expecting;
                    }
                    if (taken > most) {
                        most = taken;
                        waits.reset();
                    } else if (!ask) {
                        waits.before(null, Waits.away("The drive does not take the file's bytes.", null));
                    }
                    if (taken == filled) {
                        waits.before(null, Waits.away("The drive has all bytes and makes no file of them.", null));
                    }
                    sent = taken;
                    ask = taken == filled;
                }
                case Gone(StoreException trouble) -> {
                    if (start > 0) {
                        throw Waits.away("The drive has given the upload up.", trouble);
                    }
                    waits.before(null, trouble);
                    session = sessions.begin();
                    sent = 0;
                    ask = false;
                }
                case Failed(StoreException trouble, Duration retryAfter) -> {
                    waits.before(retryAfter, trouble);
                    ask = true;
                }
            }
        }
    }

    private sealed interface Step {}

    private record Took(Progress progress) implements Step {}

    private record Gone(StoreException trouble) implements Step {}

    private record Failed(StoreException trouble, @Nullable Duration retryAfter) implements Step {}

    /** One request: the rest of the chunk, or the question what there is. */
    private Step step(boolean ask, int sent, int end, OptionalLong total) throws IOException {
        Session current = session;
        Tried tried = calls.tryOnce(
                () -> ask ? current.ask(total) : current.send(chunk, sent, end - sent, start + sent, total),
                current.hoped());
        if (tried.opened() != null) {
            try {
                return new Took(current.progress(calls.read(tried.opened())));
            } catch (StoreException e) {
                return new Failed(e, null);
            }
        }
        if (SESSION_GONE.contains(tried.status())) {
            return new Gone(Waits.away("The drive does not know the upload any more.", tried.trouble()));
        }
        if (tried.passing() || tried.status() == RANGE_NOT_WANTED) {
            return new Failed(tried.trouble(), tried.retryAfter());
        }
        throw tried.trouble();
    }

    private int taken(Progress.Expecting expecting, int filled) throws StoreException {
        long taken = expecting.offset() - start;
        if (taken < 0 || taken > filled) {
            throw Waits.away("The drive has lost a part of the file.", null);
        }
        return (int) taken;
    }

    private static Progress requireLast(Progress.Finished finished, boolean last) throws StoreException {
        if (!last) {
            throw Waits.away("The drive took a part of the file for the whole.", null);
        }
        return finished;
    }

    /** So that the drive need not keep what came; if this fails too, the session ends by itself. */
    private void cancel(Exception cause) {
        try {
            calls.hurried().call(session::cancel, ANY_OUTCOME);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}

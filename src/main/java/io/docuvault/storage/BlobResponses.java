package io.docuvault.storage;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRange;
import org.springframework.stereotype.Component;

/**
 * Answers with an object's bytes: whole or one range (RFC 9110), conditional, and with headers that keep a browser from
 * running anything in it. A request for several ranges gets the whole, which the RFC allows.
 */
@Component
public class BlobResponses {

    private static final int BUFFER = 64 * 1024;

    /**
     * Answers with an object.
     *
     * @throws StoreException before anything is answered, if the store does not give the object out
     */
    public void send(ServedBlob blob, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.ETAG, blob.etag());
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (isKnown(blob.etag(), request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        Slice slice = slice(blob, request, response);
        try (InputStream bytes = blob.store().read(blob.ref(), slice.offset(), slice.length())) {
            boolean wanted = !HttpMethod.HEAD.matches(request.getMethod());
            // A store that fails at once is still told with a problem.
            byte[] first = bytes.readNBytes(wanted ? (int) Math.min(BUFFER, slice.length()) : 0);
            describe(blob, slice, response);
            if (wanted) {
                response.getOutputStream().write(first);
                copy(bytes, slice.length() - first.length, response.getOutputStream());
            }
        }
    }

    private static void describe(ServedBlob blob, Slice slice, HttpServletResponse response) {
        response.setContentType(blob.mediaType());
        response.setContentLengthLong(slice.length());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, blob.contentDisposition());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (slice.partial()) {
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader(
                    HttpHeaders.CONTENT_RANGE,
                    "bytes %d-%d/%d".formatted(slice.offset(), slice.offset() + slice.length() - 1, blob.length()));
        }
    }

    private static Slice slice(ServedBlob blob, HttpServletRequest request, HttpServletResponse response) {
        Slice whole = new Slice(0, blob.length(), false);
        List<HttpRange> ranges = ranges(request.getHeader(HttpHeaders.RANGE));
        String ifRange = request.getHeader(HttpHeaders.IF_RANGE);
        if (ranges.size() != 1 || (ifRange != null && !ifRange.equals(blob.etag()))) {
            return whole;
        }
        long first = ranges.getFirst().getRangeStart(blob.length());
        long last = ranges.getFirst().getRangeEnd(blob.length());
        if (first >= blob.length() || last < first) {
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + blob.length());
            throw new ProblemException(ErrorCode.RANGE_NOT_SATISFIABLE, "The range lies outside the content.");
        }
        return new Slice(first, last - first + 1, true);
    }

    /** A header that is no range at all is ignored, as the RFC has it. */
    private static List<HttpRange> ranges(@Nullable String header) {
        try {
            return HttpRange.parseRanges(header);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static boolean isKnown(String etag, @Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || known.equals(etag) || known.equals("W/" + etag));
    }

    /** An object that is shorter than its row says breaks the connection: its client must not take it for whole. */
    private static void copy(InputStream from, long length, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("The stored object ends %d bytes too early".formatted(left));
            }
            to.write(buffer, 0, read);
            left -= read;
        }
        to.flush();
    }

    private record Slice(long offset, long length, boolean partial) {}
}

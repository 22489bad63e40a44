package io.docuvault.storage;

import io.docuvault.storage.StoreException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Calls of a vendor's HTTP interface in the name of one connection: sends the token, gets a new one once where it is
 * refused, repeats what failed in passing within the bounds of {@link CloudSettings}, and says what is wrong as a
 * {@link StoreException}. Every call has to be repeatable, so a request is made anew for each try.
 */
public final class CloudCalls {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504, 509);
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;

    /** What somebody has to change before another try makes sense. */
    private static final Set<ConnectionTrouble> FOR_GOOD =
            EnumSet.of(ConnectionTrouble.ADDRESS_FORBIDDEN, ConnectionTrouble.CERTIFICATE);

    /** How a vendor says what is wrong. */
    @FunctionalInterface
    public interface Faults {

        /**
         * What an answer means that was not hoped for.
         *
         * @param body the answer's JSON; missing if it is none
         */
        Fault of(int status, JsonNode body);
    }

    /**
     * What an answer that was not hoped for means.
     *
     * @param passing whether the same call may succeed in a while
     * @param trouble what the owner of a connection should hear, where the kind does not tell
     */
    public record Fault(
            Kind kind,
            String sentence,
            boolean passing,
            @Nullable ConnectionTrouble trouble) {

        public Fault(Kind kind, String sentence, boolean passing) {
            this(kind, sentence, passing, null);
        }
    }

    /** Reads an answer that is not a file; what it throws may be mended by asking again. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Opened answer) throws IOException;
    }

    private final CloudHttp http;
    private final @Nullable CloudTokens tokens;
    private final Faults faults;
    private final boolean hurried;

    CloudCalls(CloudHttp http, @Nullable CloudTokens tokens, Faults faults) {
        this(http, tokens, faults, false);
    }

    private CloudCalls(CloudHttp http, @Nullable CloudTokens tokens, Faults faults, boolean hurried) {
        this.http = http;
        this.tokens = tokens;
        this.faults = faults;
        this.hurried = hurried;
    }

    /** The same vendor without a token: for addresses that carry their own right. */
    public CloudCalls withoutToken() {
        return new CloudCalls(http, null, faults, hurried);
    }

    /** The same for somebody who waits at the screen: one try, and ten seconds for an answer. */
    public CloudCalls hurried() {
        return new CloudCalls(http, tokens, faults, true);
    }

    /** A time that a vendor gives; the last of all where it gives none. */
    public static Instant time(JsonNode value) {
        try {
            return Instant.parse(value.asString(""));
        } catch (DateTimeParseException _) {
            return Instant.MAX;
        }
    }

    /** An answer that has been read. */
    public record Answer(int status, JsonNode body, CloudHeaders headers) {}

    /** An answer whose bytes are read by whoever closes the stream. */
    public record Opened(int status, InputStream bytes, CloudHeaders headers) {

        private static final int PARTIAL = 206;

        /** The bytes from an offset that was asked for, also where the vendor has sent all of them. */
        public InputStream from(long offset) throws IOException {
            String range = headers.first(HttpHeaders.CONTENT_RANGE);
            try {
                if (status != PARTIAL) {
                    bytes.skipNBytes(offset);
                } else if (range == null || !range.strip().startsWith("bytes " + offset + "-")) {
                    throw Waits.away("The drive sent another range than was asked for.", null);
                }
                return bytes;
            } catch (IOException e) {
                bytes.close();
                throw e instanceof StoreException ? e : Waits.away("The drive's answer broke off.", e);
            }
        }
    }

    /** The header fields of an answer. */
    @FunctionalInterface
    public interface CloudHeaders {
        @Nullable String first(String name);
    }

    /**
     * Makes a call, as often as it takes.
     *
     * @param hoped statuses that are answers and not faults
     */
    public Answer call(Supplier<ClassicHttpRequest> request, Set<Integer> hoped) throws IOException {
        return call(request, hoped, this::read);
    }

    /** As {@link #call(Supplier, Set)}, for what is not JSON. The whole of it has to come within a call's time. */
    public <T> T call(Supplier<ClassicHttpRequest> request, Set<Integer> hoped, Reader<T> reader) throws IOException {
        Waits waits = waits();
        while (true) {
            Opened opened = open(request, hoped, waits);
            try (InputStream _ = opened.bytes()) {
                return reader.read(opened);
            } catch (StoreException e) {
                waits.before(null, e);
            } catch (IOException e) {
                waits.before(null, Waits.away("The drive's answer broke off.", e));
            }
        }
    }

    Answer read(Opened opened) throws IOException {
        try (InputStream bytes = opened.bytes()) {
            return new Answer(opened.status(), json(bytes, opened.status() < FIRST_ERROR), opened.headers());
        }
    }

    /**
     * As {@link #call(Supplier, Set)}, for an answer that may be a file: it may take the time that its bytes need at the
     * slowest, and some minutes.
     */
    public Opened open(Supplier<ClassicHttpRequest> request, Set<Integer> hoped) throws IOException {
        Opened opened = open(request, hoped, waits());
        if (opened.bytes() instanceof AnswerStream file) {
            file.mayTakeItsTime(http.settings());
        }
        return opened;
    }

    private Opened open(Supplier<ClassicHttpRequest> request, Set<Integer> hoped, Waits waits) throws IOException {
        while (true) {
            Tried tried = tryOnce(request, hoped);
            if (tried.opened() != null) {
                return tried.opened();
            }
            StoreException trouble = tried.trouble();
            if (!tried.passing()) {
                throw trouble;
            }
            waits.before(tried.retryAfter(), trouble);
        }
    }

    /** Makes a call that must not be repeated before somebody has looked what became of it. */
    Tried tryOnce(Supplier<ClassicHttpRequest> request, Set<Integer> hoped) throws IOException {
        String token = tokens == null ? null : tokens.current();
        Tried first = tryWith(token, request, hoped);
        if (tokens == null || token == null || first.status() != UNAUTHORIZED || hoped.contains(UNAUTHORIZED)) {
            return first;
        }
        return tryWith(tokens.insteadOf(token), request, hoped);
    }

    /** How long all attempts to get so many bytes of a file may take together. */
    Duration mostFor(long bytes) {
        return CallDeadline.forFile(http.settings().standstill(), bytes);
    }

    Waits waits() {
        return new Waits(http.settings(), hurried ? 0 : http.settings().retries());
    }

    /** Either an answer, or why there is none. */
    record Tried(
            int status,
            @Nullable Opened opened,
            @Nullable StoreException failure,
            boolean passing,
            @Nullable Duration retryAfter) {

        StoreException trouble() {
            return failure == null ? Waits.away("The drive did not answer.", null) : failure;
        }
    }

    private Tried tryWith(@Nullable String token, Supplier<ClassicHttpRequest> request, Set<Integer> hoped) {
        ClassicHttpRequest sent = request.get();
        if (token != null) {
            sent.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        try {
            CloudHttp.Sent answer = http.send(sent, hurried);
            ClassicHttpResponse response = answer.response();
            int status = response.getCode();
            if (hoped.contains(status)) {
                return new Tried(status, new Opened(status, stream(answer), headers(response)), null, false, null);
            }
            return fault(sent, answer);
        } catch (IOException e) {
            StoreException trouble = CloudHttp.unreachable(e);
            boolean passing = !FOR_GOOD.contains(trouble.trouble()) && repeatable(sent);
            return new Tried(0, null, trouble, passing, null);
        }
    }

    /** Whether its body, if it has one, can be sent once more. */
    private static boolean repeatable(ClassicHttpRequest request) {
        return request.getEntity() == null || request.getEntity().isRepeatable();
    }

    private Tried fault(ClassicHttpRequest sent, CloudHttp.Sent answer) throws IOException {
        ClassicHttpResponse response = answer.response();
        int status = response.getCode();
        Duration retryAfter = retryAfter(response);
        JsonNode body;
        try (InputStream bytes = stream(answer)) {
            body = json(bytes, false);
        } catch (StoreException _) {
            body = MissingNode.getInstance();
        }
        Fault fault = faults.of(status, body);
        StoreException trouble = fault.kind() == Kind.ABSENT
                ? new NoSuchBlobException("file like this")
                : new StoreException(fault.kind(), fault.sentence(), null, fault.trouble());
        return new Tried(status, null, trouble, fault.passing() && repeatable(sent), retryAfter);
    }

    /** What every vendor means by a status, where its body does not say better. */
    public static Fault byStatus(String vendor, int status) {
        return switch (status) {
            case 401 -> new Fault(Kind.REFUSED, vendor + " no longer accepts the sign-in. Connect it again.", false);
            case 403 ->
                new Fault(Kind.REFUSED, vendor + " does not allow this.", false, ConnectionTrouble.FOLDER_FORBIDDEN);
            case 404, 410 -> new Fault(Kind.ABSENT, vendor + " does not have this file.", false);
            case 423 -> new Fault(Kind.LOCKED, "The file is locked in " + vendor + ".", false);
            case 507 -> new Fault(Kind.FULL, vendor + " is full.", false);
            default ->
                new Fault(
                        Kind.AWAY,
                        "%s answered with an error (%d).".formatted(vendor, status),
                        PASSING.contains(status));
        };
    }

    /**
     * JSON of at most the size that the settings allow; missing if there is no body.
     *
     * @param required whether anything else is no answer at all, and not just none that tells something
     */
    private JsonNode json(InputStream bytes, boolean required) throws StoreException {
        int limit = Math.toIntExact(http.settings().answerLimit().toBytes());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            text.writeBytes(bytes.readNBytes(limit + 1));
        } catch (IOException e) {
            throw Waits.away("The drive's answer broke off.", e);
        }
        if (text.size() > limit) {
            throw Waits.away("The drive's answer is too long to be one.", null);
        }
        try {
            return text.size() == 0 ? MissingNode.getInstance() : JSON.readTree(text.toByteArray());
        } catch (JacksonException e) {
            if (required) {
                throw Waits.away("What answered is not the drive.", e);
            }
            return MissingNode.getInstance();
        }
    }

    private static InputStream stream(CloudHttp.Sent answer) throws IOException {
        HttpEntity entity = answer.response().getEntity();
        return new AnswerStream(answer, entity == null ? InputStream.nullInputStream() : entity.getContent());
    }

    /** Closing it drops the connection where the answer was not read to its end. */
    private static final class AnswerStream extends FilterInputStream {

        private static final int SKIPPED_AT_ONCE = 16 * 1024;

        private final CloudHttp.Sent answer;
        private boolean file;
        private boolean ended;

        AnswerStream(CloudHttp.Sent answer, InputStream content) {
            super(content);
            this.answer = answer;
        }

        void mayTakeItsTime(CloudSettings settings) {
            file = true;
            answer.deadline().beginFile(settings.standstill());
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            CallDeadline deadline = answer.deadline();
            int read = 0;
            deadline.waiting();
            try {
                read = in.read(buffer, from, length);
            } catch (IOException e) {
                throw file && deadline.missed() ? tooSlow(e) : e;
            } finally {
                deadline.came(Math.max(0, read));
            }
            if (file && deadline.missed()) {
                throw tooSlow(null);
            }
            ended |= read < 0;
            return read;
        }

        /** Reads, so that what is skipped counts as having come. */
        @Override
        public long skip(long count) throws IOException {
            byte[] buffer = new byte[Math.clamp(count, 0, SKIPPED_AT_ONCE)];
            long left = count;
            while (left > 0) {
                int read = read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    break;
                }
                left -= read;
            }
            return count - left;
        }

        private static StoreException tooSlow(@Nullable IOException cause) {
            return new StoreException(
                    Kind.AWAY, "The drive sends the file too slowly.", cause, ConnectionTrouble.TIMEOUT);
        }

        @Override
        public void close() {
            answer.deadline().close();
            if (!ended) {
                answer.request().cancel();
            }
            try {
                answer.response().close();
            } catch (IOException _) {
                // What came was read, and what did not is not wanted.
            }
        }
    }

    private static CloudHeaders headers(ClassicHttpResponse response) {
        return name -> {
            Header header = response.getFirstHeader(name);
            return header == null ? null : header.getValue();
        };
    }

    /** Seconds, or a date compared with the server's own (RFC 9110, 10.2.3). */
    private static @Nullable Duration retryAfter(ClassicHttpResponse response) {
        CloudHeaders headers = headers(response);
        String value = headers.first(HttpHeaders.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        if (value.strip().matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value.strip()));
        }
        String date = headers.first(HttpHeaders.DATE);
        try {
            Duration wait = date == null ? Duration.ZERO : Duration.between(instant(date), instant(value));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private static Instant instant(String date) {
        TemporalAccessor parsed = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.strip());
        return Instant.from(parsed);
    }
}

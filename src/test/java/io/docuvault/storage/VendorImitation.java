package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A vendor on this machine: a real HTTP server that keeps state and can be told to fail. */
public abstract class VendorImitation implements AutoCloseable {

    protected static final JsonMapper JSON = new JsonMapper();

    /** A request as the tests see it. */
    public record Seen(String method, String path, Map<String, String> query, Map<String, String> headers) {

        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        public boolean is(String method, String pathPart) {
            return this.method.equals(method) && path.contains(pathPart);
        }
    }

    /** What goes wrong with a request. */
    public sealed interface Trouble {

        /** It is answered so, and nothing is done. */
        record Answer(int status, String body, Map<String, String> headers) implements Trouble {}

        /** Only so many bytes of its body come, and then the connection is gone. */
        record CutRequest(int bytes) implements Trouble {}

        /** It is done, but nobody hears of it. */
        record LoseAnswer() implements Trouble {}

        /** Its answer breaks off. */
        record CutAnswer(int bytes) implements Trouble {}

        /** Its answer is as long as it should be, and one byte of it is another. */
        record OtherBytes() implements Trouble {}

        /** It is never answered. */
        record Hang() implements Trouble {}
    }

    private record Planned(Predicate<Seen> when, Trouble trouble) {}

    public record Reply(int status, Map<String, String> headers, long length, InputStream body) {

        public static Reply json(int status, Object body) {
            byte[] bytes = JSON.writeValueAsBytes(body);
            return new Reply(
                    status,
                    Map.of("Content-Type", "application/json; charset=UTF-8"),
                    bytes.length,
                    new ByteArrayInputStream(bytes));
        }

        public static Reply empty(int status, Map<String, String> headers) {
            return new Reply(status, headers, 0, InputStream.nullInputStream());
        }

        public static Reply empty(int status) {
            return empty(status, Map.of());
        }
    }

    private final HttpServer server;
    private final List<Planned> planned = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** All requests so far. */
    public final List<Seen> seen = new CopyOnWriteArrayList<>();

    protected final Path files;

    @SuppressWarnings("this-escape") // nobody sends a request before the test has the whole object
    protected VendorImitation() {
        try {
            files = Files.createTempDirectory("vendor");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** The answer of a vendor in order. */
    protected abstract Reply answer(Seen request, InputStream body) throws IOException;

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The next requests of this kind fail, one after the other. */
    public void fail(Predicate<Seen> when, Trouble... troubles) {
        synchronized (planned) {
            for (Trouble trouble : troubles) {
                planned.add(new Planned(when, trouble));
            }
        }
    }

    /** What was planned and has not happened does not happen any more. */
    public void behave() {
        synchronized (planned) {
            planned.clear();
        }
    }

    public static Trouble status(int status) {
        return new Trouble.Answer(status, "", Map.of());
    }

    public static Trouble retryAfter(int status, int seconds) {
        return new Trouble.Answer(status, "", Map.of("Retry-After", Integer.toString(seconds)));
    }

    private @Nullable Trouble trouble(Seen request) {
        synchronized (planned) {
            for (Planned plan : planned) {
                if (plan.when().test(request)) {
                    planned.remove(plan);
                    return plan.trouble();
                }
            }
            return null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Seen request = seen(exchange);
            seen.add(request);
            switch (trouble(request)) {
                case null -> send(exchange, answer(request, exchange.getRequestBody()), Long.MAX_VALUE);
                case Trouble.Answer answer -> {
                    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                    byte[] body = answer.body().getBytes(UTF_8);
                    send(
                            exchange,
                            new Reply(answer.status(), answer.headers(), body.length, new ByteArrayInputStream(body)),
                            Long.MAX_VALUE);
                }
                case Trouble.CutRequest(int bytes) ->
                    answer(
                            request,
                            new ByteArrayInputStream(exchange.getRequestBody().readNBytes(bytes)));
                case Trouble.LoseAnswer _ -> answer(request, exchange.getRequestBody());
                case Trouble.CutAnswer(int bytes) -> send(exchange, answer(request, exchange.getRequestBody()), bytes);
                case Trouble.OtherBytes _ -> {
                    Reply right = answer(request, exchange.getRequestBody());
                    byte[] bytes = right.body().readAllBytes();
                    bytes[bytes.length / 2] ^= 1;
                    send(
                            exchange,
                            new Reply(right.status(), right.headers(), bytes.length, new ByteArrayInputStream(bytes)),
                            Long.MAX_VALUE);
                }
                case Trouble.Hang _ -> closed.await();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Reply reply, long most) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        try (InputStream body = reply.body()) {
            exchange.sendResponseHeaders(reply.status(), reply.length() == 0 ? -1 : reply.length());
            byte[] buffer = new byte[64 * 1024];
            long left = Math.min(most, reply.length());
            while (left > 0) {
                int read = body.read(buffer, 0, (int) Math.min(buffer.length, left));
                exchange.getResponseBody().write(buffer, 0, read);
                left -= read;
            }
            exchange.getResponseBody().flush();
        }
    }

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    /** A file's bytes, or the range of them that is asked for. */
    protected static Reply ranged(Seen request, Path file, long size) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        Matcher range = RANGE.matcher(String.valueOf(request.header("Range")));
        if (!range.matches()) {
            return new Reply(200, Map.of(), size, bytes);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        if (first >= size) {
            bytes.close();
            return Reply.empty(416, Map.of("Content-Range", "bytes */" + size));
        }
        bytes.skipNBytes(first);
        return new Reply(
                206, Map.of("Content-Range", "bytes %d-%d/%d".formatted(first, last, size)), last - first + 1, bytes);
    }

    private static Seen seen(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                parameters(exchange.getRequestURI().getRawQuery()),
                headers);
    }

    /** What stands in a query or a form. */
    public static Map<String, String> parameters(@Nullable String encoded) {
        Map<String, String> parameters = new HashMap<>();
        if (encoded != null) {
            for (String pair : encoded.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            URLDecoder.decode(pair.substring(0, equals), UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
                }
            }
        }
        return parameters;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        try (var left = Files.walk(files)) {
            left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

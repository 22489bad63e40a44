package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A vendor of models on this machine, after its public reference: a real HTTP server that can be told to fail. */
public final class ModelImitation implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** How a vendor wraps up what its model wrote. */
    public enum Dialect {
        MESSAGES,
        CHAT_COMPLETIONS
    }

    /** A request as it came, to the byte. */
    public static final class Seen {

        private final String path;
        private final Map<String, String> headers;
        private final byte[] body;
        private final long nanos;

        Seen(String path, Map<String, String> headers, byte[] body, long nanos) {
            this.path = path;
            this.headers = headers;
            this.body = body;
            this.nanos = nanos;
        }

        public String path() {
            return path;
        }

        public byte[] body() {
            return body.clone();
        }

        /** When it came. */
        public long nanos() {
            return nanos;
        }

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String text() {
            return new String(body, UTF_8);
        }

        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    /** What becomes of a request. */
    public sealed interface Behaviour {

        /** The model writes this. */
        record Writes(String text) implements Behaviour {}

        /** The model writes this and stops for a reason of the vendor's. */
        record Stops(String text, String reason) implements Behaviour {}

        /** The model declines. */
        record Declines() implements Behaviour {}

        /** The vendor answers so. */
        record Answers(int status, Map<String, String> headers, String body) implements Behaviour {}

        /** Nothing ever comes. */
        record Hangs() implements Behaviour {}

        /** A byte now and then, of the body or already of what comes before it. */
        record Drips(boolean headersToo) implements Behaviour {}

        /** As many bytes as anybody takes, at most a gigabyte. */
        record Floods() implements Behaviour {}

        /** The connection breaks off in the middle. */
        record Cuts() implements Behaviour {}
    }

    private final Dialect dialect;
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Function<Seen, Behaviour> behaviour = _ -> new Behaviour.Writes("{}");

    public final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** Bytes of the last flood that went out. */
    public volatile long flooded;

    public ModelImitation(Dialect dialect) {
        this(dialect, 0);
    }

    /** @param port 0 for any */
    public ModelImitation(Dialect dialect, int port) {
        this.dialect = dialect;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** What the vendor's base URL would be. */
    public String url() {
        String host = "http://localhost:" + server.getAddress().getPort();
        return dialect == Dialect.MESSAGES ? host : host + "/v1";
    }

    public void behave(Behaviour always) {
        behaviour = _ -> always;
    }

    public void behave(Function<Seen, Behaviour> byRequest) {
        behaviour = byRequest;
    }

    public static Behaviour status(int status, String... headers) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new Behaviour.Answers(
                status,
                map,
                "{\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"code\":null,\"message\":\"as it is\"}}");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            Seen request = new Seen(
                    exchange.getRequestURI().toString(),
                    headers,
                    exchange.getRequestBody().readAllBytes(),
                    System.nanoTime());
            seen.add(request);
            switch (behaviour.apply(request)) {
                case Behaviour.Writes(String text) -> json(exchange, wrapped(request, text, null, false));
                case Behaviour.Stops(String text, String reason) ->
                    json(exchange, wrapped(request, text, reason, false));
                case Behaviour.Declines _ -> json(exchange, wrapped(request, "", null, true));
                case Behaviour.Answers answer -> {
                    answer.headers().forEach(exchange.getResponseHeaders()::set);
                    byte[] bytes = answer.body().getBytes(UTF_8);
                    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
                case Behaviour.Hangs _ -> closed.await();
                case Behaviour.Drips(boolean headersToo) -> drip(exchange, headersToo);
                case Behaviour.Floods _ -> flood(exchange);
                case Behaviour.Cuts _ -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write("{\"cho".getBytes(UTF_8));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(HttpExchange exchange, boolean headersToo) throws IOException, InterruptedException {
        if (!headersToo) {
            exchange.sendResponseHeaders(200, 1_000_000);
        }
        OutputStream body = exchange.getResponseBody();
        while (!closed.await(50, TimeUnit.MILLISECONDS)) {
            if (!headersToo) {
                body.write(' ');
                body.flush();
            }
        }
    }

    private void flood(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        byte[] much = "{\"x\": \"xxxxxxxxxxxxxxxxxxxxxxxx".repeat(2_000).getBytes(UTF_8);
        long sent = 0;
        while (sent < 1L << 30) {
            exchange.getResponseBody().write(much);
            sent += much.length;
            flooded = sent;
        }
    }

    private static void json(HttpExchange exchange, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private JsonNode wrapped(Seen request, String text, @Nullable String reason, boolean declined) {
        String model = request.json().path("model").asString("");
        ObjectNode answer = JSON.createObjectNode();
        if (dialect == Dialect.MESSAGES) {
            answer.put("id", "msg_01")
                    .put("type", "message")
                    .put("role", "assistant")
                    .put("model", model);
            answer.putArray("content").addObject().put("type", "text").put("text", text);
            answer.put("stop_reason", declined ? "refusal" : reason == null ? "end_turn" : reason);
            answer.putNull("stop_sequence");
            answer.putObject("usage").put("input_tokens", 1200).put("output_tokens", 90);
            return answer;
        }
        answer.put("id", "chatcmpl-1").put("object", "chat.completion").put("model", model);
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        if (declined) {
            message.putNull("content");
            message.put("refusal", "I can't help with that.");
        } else {
            message.put("content", text);
            message.putNull("refusal");
        }
        choice.put("finish_reason", reason == null ? "stop" : reason);
        answer.putObject("usage").put("prompt_tokens", 1200).put("completion_tokens", 90);
        return answer;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}

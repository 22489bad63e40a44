package io.docuvault;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plain HTTP, for tests that send what no well-behaved client sends and look at all of the answer. */
public final class Wire {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** The client that {@link Api} is, and that its tokens are therefore tied to. */
    public static final Map<String, String> BROWSER = Map.of("User-Agent", "docuvault-test/1.0");

    private final String baseUrl;

    public Wire(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** What came back; of a stream of events only that it began. */
    public record Reply(int status, Map<String, List<String>> headers, String body) {

        public String code() {
            return json().path("code").asString("");
        }

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (RuntimeException _) {
                return JSON.createObjectNode();
            }
        }

        public @Nullable String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.getFirst();
        }

        /** Whether this is an error as every error has to be. */
        public boolean isProblem() {
            String type = header("Content-Type");
            return type != null
                    && type.startsWith("application/problem+json")
                    && !code().isEmpty()
                    && json().path("status").asInt() == status
                    && !json().path("detail").asString("").isEmpty();
        }

        /** The answer without what differs from one time, or one address, to the next. */
        public Reply without(String... words) {
            String plain = body;
            for (String word : words) {
                plain = plain.replace(word, "*");
            }
            Map<String, List<String>> same = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            same.putAll(headers);
            same.remove("Date");
            // Tomcat ends a connection after a hundred requests.
            same.remove("Connection");
            same.remove("Keep-Alive");
            same.remove("Content-Length");
            return new Reply(status, same, plain);
        }
    }

    public Reply send(String method, String path, Map<String, String> headers, byte @Nullable [] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream content = answer.body()) {
                boolean endless =
                        answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
                Map<String, List<String>> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                names.putAll(answer.headers().map());
                return new Reply(
                        answer.statusCode(),
                        names,
                        endless ? "" : new String(content.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.docuvault.documents;

import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client does with documents, in few words. */
final class Vault {

    private static final JsonMapper JSON = new JsonMapper();

    final Api.Person person;
    final RestTestClient http;
    private final HttpClient client = HttpClient.newHttpClient();

    Vault(Api.Person person) {
        this.person = person;
        this.http = person.http();
    }

    /** An answer and its JSON, where it has any. */
    record Answer(int status, JsonNode body) {

        String code() {
            return body.path("code").asString("");
        }
    }

    Answer post(String path, Object body) {
        return answer(
                http.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body));
    }

    Answer patch(String path, Object body) {
        return answer(
                http.patch().uri(path).contentType(MediaType.APPLICATION_JSON).body(body));
    }

    Answer get(String path) {
        return answer(http.get().uri(URI.create(path)));
    }

    Answer delete(String path) {
        return answer(http.delete().uri(URI.create(path)));
    }

    static Answer answer(RestTestClient.RequestHeadersSpec<?> request) {
        var result = request.exchange().expectBody().returnResult();
        byte[] body = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                body == null || body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
    }

    Answer announce(String name, byte[] content, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("name", name, "size", content.length));
        body.putAll(more);
        return post("/api/uploads", body);
    }

    /** Sends a part to where its URL says, without a session. As curl does, it calls the body a form. */
    HttpResponse<String> put(String url, byte[] bytes) {
        return put(url, Map.of("content-type", "application/x-www-form-urlencoded"), bytes);
    }

    HttpResponse<String> put(String url, Map<String, String> headers, byte[] bytes) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        headers.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> fetch(String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void sendPart(JsonNode part, byte[] content) {
        int offset = part.get("offset").asInt();
        byte[] bytes =
                Arrays.copyOfRange(content, offset, offset + part.get("size").asInt());
        Map<String, String> headers = new HashMap<>();
        part.get("headers").forEachEntry((name, value) -> headers.put(name, value.asString()));
        headers.putIfAbsent("content-type", "application/x-www-form-urlencoded");
        HttpResponse<String> answer = put(part.get("url").asString(), headers, bytes);
        if (answer.statusCode() != 200) {
            throw new AssertionError("The part was answered with " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Uploads in parts and completes. */
    JsonNode upload(String name, byte[] content) {
        JsonNode upload = announce(name, content, Map.of()).body();
        upload.get("parts").forEach(part -> sendPart(part, content));
        Answer completed = complete(upload, Map.of());
        if (completed.status() != 201) {
            throw new AssertionError("Completing was answered with " + completed);
        }
        return completed.body();
    }

    Answer complete(JsonNode upload, Map<String, Object> body) {
        return post("/api/uploads/" + upload.get("id").asString() + "/complete", body);
    }

    JsonNode document(String id) {
        return get("/api/documents/" + id).body();
    }

    /** The document, once it has been read. */
    JsonNode read(JsonNode document) {
        String id = document.get("id").asString();
        return Objects.requireNonNull(await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> document(id), now -> !now.get("status").asString().equals("processing")));
    }

    JsonNode account() {
        return get("/api/account").body();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Text that nobody else has uploaded. */
    static byte[] text(String words) {
        return (words + "\n" + UUID.randomUUID()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}

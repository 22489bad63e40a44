package io.docuvault.accounts;

import io.docuvault.Api;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server says to a request of JSON. */
record Answer(int status, JsonNode body, String refreshToken) {

    private static final JsonMapper JSON = new JsonMapper();

    static Answer to(RestTestClient client, String method, String path, Object body) {
        var result = client.method(HttpMethod.valueOf(method))
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectBody()
                .returnResult();
        byte[] bytes = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                bytes == null || bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes),
                Api.refreshToken(result));
    }

    static Answer get(RestTestClient client, String path) {
        var result = client.get().uri(path).exchange().expectBody().returnResult();
        byte[] bytes = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                bytes == null || bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes),
                Api.refreshToken(result));
    }

    String code() {
        return body.path("code").asString("");
    }

    /** The fields that an answer of 422 names. */
    List<String> fields() {
        return body.path("errors").findValuesAsString("field");
    }

    String text(String name) {
        return body.path(name).asString("");
    }
}

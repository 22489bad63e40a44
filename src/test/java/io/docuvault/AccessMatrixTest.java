package io.docuvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api.Person;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may call which operation of openapi.json. Each operation has a row in {@link #MATRIX}; one without fails the
 * build. What belongs to somebody else answers as what does not exist.
 */
@HttpTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {

    private enum Access {
        /** Anybody, signed in or not. */
        OPEN,
        /** Whoever is signed in, about what is theirs. */
        OWN,
        /** Whoever is signed in, if the thing that is named in the path is theirs. */
        OWNER_OF_THE_THING,
        /** Administrators; to everybody else it is not there. */
        ADMINISTRATOR
    }

    private static final Map<String, Access> MATRIX = Map.ofEntries(
            Map.entry("GET /health", Access.OPEN),
            Map.entry("GET /api/setup", Access.OPEN),
            Map.entry("POST /api/setup", Access.OPEN),
            Map.entry("POST /api/auth/login", Access.OPEN),
            Map.entry("POST /api/auth/logout", Access.OPEN),
            Map.entry("POST /api/auth/password/forgot", Access.OPEN),
            Map.entry("POST /api/auth/password/reset", Access.OPEN),
            Map.entry("POST /api/auth/refresh", Access.OPEN),
            Map.entry("POST /api/auth/register", Access.OPEN),
            Map.entry("POST /api/auth/logout-all", Access.OWN),
            Map.entry("GET /api/auth/sessions", Access.OWN),
            Map.entry("DELETE /api/auth/sessions/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/account", Access.OWN),
            Map.entry("PATCH /api/account", Access.OWN),
            Map.entry("DELETE /api/account", Access.OWN),
            Map.entry("POST /api/account/backup-codes", Access.OWN),
            Map.entry("PUT /api/account/password", Access.OWN),
            Map.entry("GET /api/account/security", Access.OWN),
            Map.entry("POST /api/account/totp", Access.OWN),
            Map.entry("DELETE /api/account/totp", Access.OWN),
            Map.entry("POST /api/account/totp/confirm", Access.OWN),
            Map.entry("GET /api/admin/users", Access.ADMINISTRATOR),
            Map.entry("PATCH /api/admin/users/{id}", Access.ADMINISTRATOR),
            Map.entry("DELETE /api/admin/users/{id}/second-factor", Access.ADMINISTRATOR),
            Map.entry("GET /api/documents", Access.OWN),
            Map.entry("POST /api/documents", Access.OWN),
            Map.entry("POST /api/documents/bulk", Access.OWN),
            Map.entry("GET /api/documents/facets", Access.OWN),
            Map.entry("GET /api/documents/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("PATCH /api/documents/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/documents/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/content", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/link", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/documents/{id}/reclassify", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/documents/{id}/restore", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/documents/{id}/retry", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/runs", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/text", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/thumbnail", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/events", Access.OWN),
            Map.entry("GET /api/jobs", Access.OWN),
            Map.entry("POST /api/jobs/{id}/cancel", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/jobs/{id}/retry", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/review", Access.OWN),
            Map.entry("POST /api/review/{suggestionId}/accept", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/review/{suggestionId}/reject", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/search", Access.OWN),
            Map.entry("GET /api/search/suggest", Access.OWN),
            Map.entry("GET /api/topics", Access.OWN),
            Map.entry("POST /api/topics", Access.OWN),
            Map.entry("GET /api/topics/starters", Access.OWN),
            Map.entry("POST /api/topics/starters", Access.OWN),
            Map.entry("PATCH /api/topics/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/topics/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/uploads", Access.OWN),
            Map.entry("POST /api/uploads", Access.OWN),
            Map.entry("GET /api/uploads/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/uploads/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/uploads/{id}/complete", Access.OWNER_OF_THE_THING));

    @Autowired
    private Api api;

    private Person owner;
    private Person stranger;
    private final Map<String, String> things = new TreeMap<>();

    @BeforeAll
    void anOwnerWithOneOfEachThing() {
        owner = api.newPerson();
        stranger = api.newPerson();
        byte[] text = "A document that is nobody else's".getBytes(StandardCharsets.UTF_8);
        things.put("documents", id(owner.http().post().uri("/api/documents").body(Api.file("own.txt", text))));
        things.put("users", owner.id().toString());
        things.put("topics", id(post(owner.http(), "/api/topics").body(Map.of("name", "Own topic"))));
        things.put("uploads", id(post(owner.http(), "/api/uploads").body(Map.of("name", "own.bin", "size", 10))));
        things.put(
                "jobs",
                Api.json(owner.http().get().uri("/api/jobs")).at("/items/0/id").asString());
        things.put(
                "sessions",
                Api.json(owner.http().get().uri("/api/auth/sessions"))
                        .at("/items/0/id")
                        .asString());
        // No suggestion is needed: one that exists and one that does not are told apart by nobody but its owner.
        things.put("review", things.get("documents"));
    }

    @Test
    void everyOperationHasItsRow() throws IOException {
        assertThat(MATRIX.keySet()).containsExactlyInAnyOrderElementsOf(new TreeSet<>(operations()));
    }

    @Test
    void nobodyGetsPastTheDoorWithoutAToken() throws IOException {
        for (String operation : closedOperations()) {
            assertThat(status(api.anonymous(), operation)).as(operation).isEqualTo(401);
        }
    }

    @Test
    void aTokenThatWasTouchedIsNone() throws IOException {
        RestTestClient forger = api.anonymous()
                .mutate()
                .defaultHeader("Authorization", "Bearer " + owner.accessToken() + "x")
                .build();
        for (String operation : closedOperations()) {
            assertThat(status(forger, operation)).as(operation).isEqualTo(401);
        }
    }

    @Test
    void whatIsSomebodyElsesIsNotThere() throws IOException {
        for (String operation : operations()) {
            if (MATRIX.get(operation) == Access.OWNER_OF_THE_THING || MATRIX.get(operation) == Access.ADMINISTRATOR) {
                assertThat(status(stranger.http(), operation)).as(operation).isEqualTo(404);
            }
        }
        assertThat(status(owner.http(), "GET /api/documents/{id}")).isEqualTo(200);
        assertThat(status(owner.http(), "GET /api/uploads/{id}")).isEqualTo(200);
    }

    @Test
    void bulkChangesSkipWhatIsSomebodyElses() {
        JsonNode answer = Api.json(post(stranger.http(), "/api/documents/bulk")
                .body(Map.of("ids", List.of(things.get("documents")), "action", "trash")));
        assertThat(answer.get("changed")).isEmpty();
        assertThat(Api.json(owner.http().get().uri("/api/documents/" + things.get("documents")))
                        .get("trashedAt")
                        .isNull())
                .isTrue();
    }

    private int status(RestTestClient client, String operation) {
        String[] parts = operation.split(" ", 2);
        String path = parts[1];
        for (Map.Entry<String, String> thing : things.entrySet()) {
            path = path.replaceAll("/" + thing.getKey() + "/\\{\\w+}", "/" + thing.getKey() + "/" + thing.getValue());
        }
        RestTestClient.RequestBodySpec request =
                client.method(HttpMethod.valueOf(parts[0])).uri(path);
        if (parts[0].equals("PATCH") || path.endsWith("/complete")) {
            request.contentType(MediaType.APPLICATION_JSON).body("{}");
        }
        return request.exchange().returnResult(byte[].class).getStatus().value();
    }

    private static RestTestClient.RequestBodySpec post(RestTestClient client, String path) {
        return client.post().uri(path).contentType(MediaType.APPLICATION_JSON);
    }

    private static String id(RestTestClient.RequestHeadersSpec<?> request) {
        return Api.json(request).get("id").asString();
    }

    private static List<String> closedOperations() throws IOException {
        return operations().stream()
                .filter(operation -> MATRIX.get(operation) != Access.OPEN)
                .toList();
    }

    private static List<String> operations() throws IOException {
        JsonNode paths = new JsonMapper()
                .readTree(Files.readString(Path.of("openapi.json")))
                .get("paths");
        List<String> operations = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }
}

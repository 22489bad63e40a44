package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.Api.Person;
import io.docuvault.HttpTest;
import io.docuvault.storage.s3.FaultyProxy;
import io.docuvault.storage.s3.FaultyProxy.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;

/** People connect their WebDAV servers and Nextclouds by a form, keep documents there, and all kinds of things go wrong. */
@HttpTest
@Import(Names.Configuration.class)
class FormConnectionTest {

    private static final NextcloudImitation NEXTCLOUD = new NextcloudImitation();

    private static DavServer apache;
    private static DavServer rclone;
    private static Map<String, FaultyProxy> proxies;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("docuvault.secrets.credentials.key", () -> "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=");
        registry.add("STORAGE_ALLOWED_NETWORKS", () -> "apache.test, rclone.test,nextcloud.test,elsewhere.test");
        registry.add("docuvault.storage.cloud.backoff", () -> "5ms");
        registry.add("docuvault.storage.cloud.patience", () -> "2s");
        registry.add("docuvault.storage.cloud.read-timeout", () -> "1s");
        registry.add("docuvault.storage.cloud.retries", () -> "2");
        registry.add("docuvault.storage.nextcloud.chunk-size", () -> "5MB");
    }

    @BeforeAll
    static void start() {
        apache = DavServer.apache();
        rclone = DavServer.rclone();
        proxies = Map.of(
                "apache",
                new FaultyProxy(apache.address()),
                "rclone",
                new FaultyProxy(rclone.address()),
                "nextcloud",
                new FaultyProxy(java.net.URI.create(NEXTCLOUD.url().replace("localhost", "127.0.0.1"))));
    }

    @AfterAll
    static void stop() {
        NEXTCLOUD.close();
        proxies.values().forEach(FaultyProxy::close);
        apache.close();
        rclone.close();
    }

    private final Api api;
    private final Person anna;

    @Autowired
    FormConnectionTest(Api api) {
        this.api = api;
        this.anna = api.newPerson();
    }

    @AfterEach
    void behave() {
        proxies.values().forEach(FaultyProxy::behave);
        NEXTCLOUD.password = NextcloudImitation.PASSWORD;
        NEXTCLOUD.quota = -3;
    }

    private static String url(String server) {
        int port = Objects.requireNonNull(proxies.get(server)).address().getPort();
        return "http://" + server + ".test:" + port + (server.equals("nextcloud") ? "/cloud" : "");
    }

    /** A folder of its own for each person. */
    private Map<String, Object> form(String server) {
        boolean nextcloud = server.equals("nextcloud");
        return form(
                nextcloud ? "nextcloud" : "webdav",
                Map.of(
                        "url",
                        url(server),
                        "username",
                        nextcloud ? NextcloudImitation.LOGIN : DavServer.USER,
                        "folder",
                        "DocuVault/" + anna.id()),
                Map.of("password", nextcloud ? NextcloudImitation.PASSWORD : DavServer.PASSWORD));
    }

    private static Map<String, Object> form(
            String kind, Map<String, String> settings, Map<String, String> credentials) {
        return Map.of("kind", kind, "settings", settings, "credentials", credentials);
    }

    private List<String> filesOf(String server) {
        String mine = "/" + anna.id() + "/";
        Stream<String> files = switch (server) {
            case "apache" -> apache.stored().stream().map(Object::toString);
            case "rclone" -> rclone.stored().stream().map(Object::toString);
            default -> NEXTCLOUD.files().stream();
        };
        return files.filter(file -> file.contains(mine)).toList();
    }

    // Connecting

    @ParameterizedTest
    @MethodSource("servers")
    void connectsByAFormThatWasTriedBefore(String server) {
        JsonNode tested = Api.json(post("/api/connections/test", form(server)));
        assertThat(tested.get("ok").asBoolean()).as(tested.toString()).isTrue();
        assertThat(tested.get("code").isNull()).isTrue();
        assertThat(Api.json(anna.http().get().uri("/api/connections")).get("items"))
                .isEmpty();
        JsonNode made = Api.json(post("/api/connections", form(server)));
        assertThat(made.get("state").asString()).isEqualTo("ok");
        assertThat(made.get("account").asString())
                .isEqualTo(server.equals("nextcloud") ? NextcloudImitation.USER_ID : DavServer.USER);
        assertThat(made.toString()).doesNotContain(DavServer.PASSWORD, NextcloudImitation.PASSWORD);
    }

    static List<String> servers() {
        return List.of("apache", "rclone", "nextcloud");
    }

    @Test
    void whatIsWrongIsSaidInWordsAndInACode() {
        assertReason("sign_in_refused", with(form("apache"), "credentials", "password", "guessed"));
        assertReason("not_webdav", with(form("apache"), "settings", "url", url("apache") + "/nothing"));
        assertReason("not_webdav", with(form("nextcloud"), "settings", "url", url("nextcloud") + "/nothing"));
        assertReason("address_unknown", with(form("apache"), "settings", "url", "http://nobody.invalid"));
        assertReason("unreachable", with(form("apache"), "settings", "url", "http://elsewhere.test:1"));
        spoil("apache", "PUT .*", Fault.SILENCE);
        assertReason("timeout", form("apache"));
        behave();
        NEXTCLOUD.quota = 1;
        assertReason("storage_full", form("nextcloud"));
        assertThat(Api.json(anna.http().get().uri("/api/connections")).get("items"))
                .isEmpty();
    }

    private void assertReason(String code, Map<String, Object> form) {
        JsonNode tested = Api.json(post("/api/connections/test", form));
        assertThat(tested.get("code").asString("")).as(tested.toString()).isEqualTo(code);
        assertThat(tested.get("ok").asBoolean()).isFalse();
        JsonNode problem = problem(post("/api/connections", form));
        assertThat(problem.get("code").asString()).isEqualTo("connection_failed");
        assertThat(problem.get("reason").asString()).isEqualTo(code);
        assertThat(problem.get("detail")).isEqualTo(tested.get("message"));
    }

    @Test
    void fieldsThatCanNotBeRightAreNamed() {
        for (String url : new String[] {
            "",
            "ftp://apache.test/",
            "file:///etc/passwd",
            "gopher://apache.test/",
            "apache.test",
            "http://",
            "http:///dav",
            "http://ada@apache.test/",
            "http://ada:secret@apache.test/",
            "http://apache.test:0/",
            "http://apache.test:70000/",
            "http://apache.test/?a=b",
            "http://apache.test/#a",
            "http://apache.test/a/../b",
            "http://apache.test/%2e%2e/b",
            "http://apache.test\\@127.0.0.1/",
            "http://a b/"
        }) {
            assertField("settings.url", with(form("apache"), "settings", "url", url));
        }
        assertField("settings.username", with(form("apache"), "settings", "username", "a:b"));
        assertField("settings.folder", with(form("apache"), "settings", "folder", "a/../../b"));
        assertField("settings.folder", with(form("apache"), "settings", "folder", " / "));
        assertField("settings.token", with(form("apache"), "settings", "token", "a"));
        assertField("credentials.password", with(form("apache"), "credentials", "password", ""));
    }

    private void assertField(String field, Map<String, Object> form) {
        JsonNode problem = problem(post("/api/connections/test", form));
        assertThat(problem.get("code").asString()).as(form.toString()).isEqualTo("validation_failed");
        assertThat(problem.at("/errors/0/field").asString()).isEqualTo(field);
    }

    @Test
    void testsAreLimitedSinceTheyGoOut() {
        Map<String, Object> form = with(form("apache"), "settings", "url", "http://10.0.0.1/");
        await().untilAsserted(() -> assertThat(problem(post("/api/connections/test", form))
                        .path("code")
                        .asString(""))
                .isEqualTo("rate_limited"));
    }

    // A password that is kept goes to the server that it was entered for

    @Test
    void aKeptPasswordIsUsedForTheSameServerOnly() {
        String connection = connect("apache");
        Map<String, Object> again = new HashMap<>(form("apache"));
        again.put("credentials", Map.of("password", ""));
        again.put("connectionId", connection);
        assertThat(Api.json(post("/api/connections/test", again)).get("ok").asBoolean())
                .isTrue();
        int port = Objects.requireNonNull(proxies.get("apache")).address().getPort();
        String elsewhere = "http://elsewhere.test:" + port;
        assertField("credentials.password", with(again, "settings", "url", elsewhere));
        assertField("credentials.password", with(again, "settings", "username", "eve"));
        JsonNode problem = problem(patch(connection, Map.of("settings", Map.of("url", elsewhere))));
        assertThat(problem.at("/errors/0/field").asString()).isEqualTo("credentials.password");
        JsonNode changed = Api.json(patch(
                connection,
                Map.of(
                        "settings", Map.of("url", elsewhere),
                        "credentials", Map.of("password", DavServer.PASSWORD))));
        assertThat(changed.at("/settings/url").asString()).isEqualTo(elsewhere);
    }

    @Test
    void aConnectionOfAnotherIsNoneToTakeAPasswordFrom() {
        String connection = connect("apache");
        Person eve = api.newPerson();
        Map<String, Object> form = new HashMap<>(form("apache"));
        form.put("credentials", Map.of());
        form.put("connectionId", connection);
        eve.http()
                .post()
                .uri("/api/connections/test")
                .contentType(MediaType.APPLICATION_JSON)
                .body(form)
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void aChangeThatDoesNotWorkIsNotKept() {
        String connection = connect("apache");
        JsonNode problem = problem(patch(connection, Map.of("credentials", Map.of("password", "guessed"))));
        assertThat(problem.get("reason").asString()).isEqualTo("sign_in_refused");
        assertThat(check(connection).get("state").asString()).isEqualTo("ok");
    }

    @Test
    void aFolderWithDocumentsIsNotLeftBehind() {
        String connection = connect("apache");
        upload(connection, "a.txt", "in the old folder".getBytes(UTF_8));
        Map<String, Object> change = Map.of("settings", Map.of("folder", "another"));
        assertThat(problem(patch(connection, change)).get("code").asString()).isEqualTo("connection_in_use");
    }

    // Documents

    @ParameterizedTest
    @MethodSource("servers")
    void documentsGoThereAndComeBackAndAreRemoved(String server) {
        String connection = connect(server);
        byte[] content = bytes(server.equals("nextcloud") ? 11_000_000 : 300_000);
        JsonNode document = upload(connection, "brief über 50 %.bin", content);
        assertThat(document.get("connectionId").asString()).isEqualTo(connection);
        assertThat(filesOf(server)).hasSize(1);
        assertThat(content(document)).isEqualTo(content);
        anna.http().delete().uri(path(document)).exchange().expectStatus().isNoContent();
        anna.http()
                .delete()
                .uri(path(document) + "?permanent=true")
                .exchange()
                .expectStatus()
                .isNoContent();
        await().untilAsserted(() -> assertThat(filesOf(server)).isEmpty());
    }

    @Test
    void aPasswordThatIsNoLongerAcceptedShowsAndIsMended() {
        String connection = connect("nextcloud");
        JsonNode document = upload(connection, "a.txt", "still there".getBytes(UTF_8));
        NEXTCLOUD.password = "changed";
        assertThat(problem(anna.http().get().uri(path(document) + "/content"))
                        .get("code")
                        .asString())
                .isEqualTo("reconnect_needed");
        JsonNode seen = connection(connection);
        assertThat(seen.get("state").asString()).isEqualTo("reconnect");
        assertThat(seen.get("reasonCode").asString()).isEqualTo("sign_in_refused");
        JsonNode mended = Api.json(patch(connection, Map.of("credentials", Map.of("password", "changed"))));
        assertThat(mended.get("state").asString()).isEqualTo("ok");
        assertThat(mended.get("reasonCode").isNull()).isTrue();
        assertThat(content(document)).isEqualTo("still there".getBytes(UTF_8));
    }

    @Test
    void aServerThatIsAwayShowsAndComesBack() {
        String connection = connect("rclone");
        spoil("rclone", "PROPFIND .*", Fault.UNAVAILABLE);
        JsonNode checked = check(connection);
        assertThat(checked.get("state").asString()).isEqualTo("unreachable");
        assertThat(checked.get("reasonCode").asString()).isEqualTo("unreachable");
        behave();
        assertThat(check(connection).get("state").asString()).isEqualTo("ok");
    }

    // Faults: never a document, a clear error, the quota given back

    static List<Arguments> faults() {
        List<Arguments> faults = new ArrayList<>();
        for (String server : servers()) {
            for (Fault fault : List.of(
                    Fault.INTERNAL_ERROR,
                    Fault.UNAVAILABLE,
                    Fault.SILENCE,
                    Fault.OK_WITH_ERROR,
                    Fault.REQUEST_CUT_AT_0,
                    Fault.REQUEST_CUT_AT_50,
                    Fault.REQUEST_CUT_AT_99)) {
                faults.add(Arguments.of(server, "PUT .*/upload-.*", fault));
            }
            for (Fault fault : List.of(
                    Fault.INTERNAL_ERROR,
                    Fault.SILENCE,
                    Fault.CUT_AT_0,
                    Fault.CUT_AT_50,
                    Fault.CUT_AT_99,
                    Fault.WRONG_LENGTH,
                    Fault.WRONG_BYTES,
                    Fault.OK_WITH_ERROR)) {
                faults.add(Arguments.of(server, "GET .*/upload-.*", fault));
            }
            for (Fault fault : List.of(Fault.INTERNAL_ERROR, Fault.SILENCE, Fault.OK_WITH_ERROR)) {
                faults.add(Arguments.of(server, "MOVE .*/upload-.*", fault));
            }
            faults.add(Arguments.of(server, "PROPFIND .*/upload-.*", Fault.OK_WITH_ERROR));
        }
        return faults;
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("faults")
    void whateverFailsMakesNoDocumentAndGivesTheRoomBack(String server, String requests, Fault fault) {
        String connection = connect(server);
        spoil(server, requests, fault);
        JsonNode problem = problem(uploading(connection, "a.bin", bytes(200_000)));
        assertThat(problem.path("code").asString("")).as(problem.toString()).isEqualTo("storage_unavailable");
        assertThat(Api.json(anna.http().get().uri("/api/documents")).get("items"))
                .isEmpty();
        JsonNode account = Api.json(anna.http().get().uri("/api/account"));
        assertThat(account.get("usedBytes").asLong()).isZero();
        behave();
        byte[] content = bytes(1000);
        assertThat(content(upload(connection, "b.bin", content))).isEqualTo(content);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void anAnswerThatIsLostAfterTheMoveIsNoFailure(String server) {
        String connection = connect(server);
        spoil(server, "MOVE .*/upload-.*", Fault.ANSWER_LOST);
        byte[] content = bytes(1000);
        assertThat(content(upload(connection, "b.bin", content))).isEqualTo(content);
        assertThat(filesOf(server)).hasSize(1);
    }

    @Test
    void whatIsFullSaysSoAndGivesTheRoomBack() {
        String connection = connect("nextcloud");
        NEXTCLOUD.quota = 500;
        JsonNode problem = problem(uploading(connection, "a.bin", bytes(10_000)));
        assertThat(problem.get("code").asString()).isEqualTo("storage_full");
        assertThat(Api.json(anna.http().get().uri("/api/account"))
                        .get("usedBytes")
                        .asLong())
                .isZero();
    }

    // How people do it

    private static void spoil(String server, String requests, Fault fault) {
        Objects.requireNonNull(proxies.get(server)).spoil(requests, fault);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }

    private String connect(String server) {
        return Api.json(post("/api/connections", form(server))).get("id").asString();
    }

    private JsonNode check(String connection) {
        return Api.json(post("/api/connections/" + connection + "/check", Map.of()));
    }

    private JsonNode connection(String id) {
        for (JsonNode connection :
                Api.json(anna.http().get().uri("/api/connections")).get("items")) {
            if (connection.get("id").asString().equals(id)) {
                return connection;
            }
        }
        throw new AssertionError("There is no connection " + id);
    }

    /** The form with one thing changed. */
    private static Map<String, Object> with(Map<String, Object> form, String part, String name, String value) {
        Map<String, Object> changed = new HashMap<>(form);
        Map<String, Object> fields = new HashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(form.get(part))).forEach((key, was) -> fields.put((String) key, was));
        fields.put(name, value);
        changed.put(part, fields);
        return changed;
    }

    private JsonNode upload(String connection, String name, byte[] content) {
        return Api.json(uploading(connection, name, content));
    }

    private RestTestClient.RequestHeadersSpec<?> uploading(String connection, String name, byte[] content) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("connectionId", connection);
        form.addAll(Api.file(name, content));
        return anna.http().post().uri("/api/documents").body(form);
    }

    private static String path(JsonNode document) {
        return "/api/documents/" + document.get("id").asString();
    }

    private byte[] content(JsonNode document) {
        return Objects.requireNonNull(anna.http()
                .get()
                .uri(path(document) + "/content")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(byte[].class)
                .getResponseBodyContent());
    }

    private RestTestClient.RequestHeadersSpec<?> post(String path, Map<String, Object> body) {
        return anna.http()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }

    private RestTestClient.RequestHeadersSpec<?> patch(String connection, Map<String, Object> body) {
        return anna.http()
                .patch()
                .uri("/api/connections/" + connection)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }

    private static JsonNode problem(RestTestClient.RequestHeadersSpec<?> request) {
        return Objects.requireNonNull(
                request.exchange().expectBody(JsonNode.class).returnResult().getResponseBody());
    }
}

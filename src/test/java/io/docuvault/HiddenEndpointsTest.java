package io.docuvault;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Wire.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;

/** What answers besides the described interface: nothing but what is listed here, and each of it is tried. */
@HttpTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HiddenEndpointsTest {

    private static final Map<String, String> NOT_DESCRIBED = Map.ofEntries(
            entry("PUT /api/store/uploads/{upload}/parts/{part}", "asks for a signature instead of a session"),
            entry("GET /api/store/objects/{owner}/{document}/{object}", "asks for a signature instead of a session"),
            entry("GET /api/store/documents/{owner}/{document}", "asks for a signature instead of a session"),
            entry("GET /api/openapi.json", "the description itself, open to everybody"),
            entry("GET /api/openapi.json.yaml", "the same, for those who prefer it"),
            entry("ANY /error", "what the server answers with before any controller was found"),
            entry("GET /livez", "says that this process lives, to whoever watches over it"),
            entry("GET /readyz", "says that it takes requests, likewise"),
            entry("GET /actuator", "for administrators"),
            entry("GET /actuator/health", "for administrators"),
            entry("GET /actuator/health/**", "for administrators"));

    private static final Set<String> FILES = Set.of("/assets/**", "/**");

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private Wire wire;
    private World.Maker worlds;
    private Api.Person somebody;
    private Api.Person administrator;

    @BeforeAll
    void people() {
        wire = new Wire(api.baseUrl());
        worlds = new World.Maker(api, jdbc, transactions);
        somebody = api.newPerson();
        administrator = api.newPerson();
        worlds.change("update users set role = 'administrator' where id = :user", administrator.id());
    }

    /** Other tests count administrators. */
    @AfterAll
    void nobodyStaysAdministrator() {
        worlds.change("update users set role = 'user' where id = :user", administrator.id());
    }

    @Test
    void everyEndpointIsDescribedOrListedHere() {
        Set<String> known = new TreeSet<>(NOT_DESCRIBED.keySet());
        Operation.all().forEach(operation -> known.add(operation.name()));

        assertThat(endpoints()).isEqualTo(known);
    }

    @Test
    void nothingElseServesFiles() {
        Set<String> served = context.getBeansOfType(AbstractUrlHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMap().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(served).isEqualTo(new TreeSet<>(FILES));
    }

    @Test
    void onlyAdministratorsSeeTheActuator() {
        for (String path : List.of("/actuator", "/actuator/health", "/actuator/health/db", "/actuator/env")) {
            assertThat(get(path, Wire.BROWSER).status()).as(path).isEqualTo(401);
            assertThat(get(path, as(somebody)).status()).as(path).isEqualTo(404);
        }
        assertThat(get("/actuator/health", as(administrator)).status()).isEqualTo(200);
        assertThat(get("/actuator/env", as(administrator)).status()).isEqualTo(404);
    }

    @Test
    void whoeverWatchesIsToldThatTheProcessLivesAndNoMore() {
        for (String path : List.of("/livez", "/readyz")) {
            assertThat(get(path, Wire.BROWSER)).satisfies(reply -> {
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo("{\"status\":\"UP\"}");
            });
            assertThat(get(path + "/db", Wire.BROWSER).body()).as(path).doesNotContain("UP");
        }
    }

    @Test
    void aForwardedErrorTellsNothing() {
        for (Map<String, String> headers : List.of(Wire.BROWSER, as(somebody), as(administrator))) {
            Reply reply = get("/error", headers);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.isProblem()).isTrue();
        }
    }

    @Test
    void theStoreTakesASignatureForWhatItWasMadeForOnly() {
        byte[] content = "0123456789".getBytes(StandardCharsets.UTF_8);
        URI part = upload("a.bin");
        URI other = upload("b.bin");
        String path = part.getRawPath();
        String query = part.getRawQuery();

        Map<String, String> attempts = new HashMap<>(Map.of(
                "no signature", path + "?" + query.replaceAll("&?signature=[^&]*", ""),
                "a touched one", path + "?" + query.replaceAll("(signature=)..", "$1AA"),
                "another upload's", path + "?" + other.getRawQuery(),
                "another upload", other.getRawPath() + "?" + query,
                "another part", path.replaceAll("/1$", "/2") + "?" + query,
                "another length", path + "?" + query.replaceAll("length=\\d+", "length=11"),
                "another place", path + "?" + query.replaceAll("offset=\\d+", "offset=1"),
                "another time", path + "?" + query.replaceAll("expires=\\d+", "expires=99999999999")));
        for (Map<String, String> headers : List.of(Wire.BROWSER, as(somebody), as(administrator))) {
            attempts.forEach((what, address) -> {
                Reply reply = wire.send("PUT", address, headers, content);
                assertThat(reply.status()).as(what).isBetween(400, 404);
                assertThat(reply.isProblem()).as(what).isTrue();
            });
            assertThat(get(path + "?" + query, headers).status()).isEqualTo(405);
        }
        assertThat(wire.send("PUT", path + "?" + query, Wire.BROWSER, content).status())
                .isEqualTo(200);
    }

    @Test
    void aLinkLeadsToItsDocumentOnly() {
        String mine = document("mine");
        String other = document("other");
        URI link = link(mine);
        URI otherLink = link(other);

        assertThat(get(link.getRawPath() + "?" + link.getRawQuery(), Wire.BROWSER)
                        .status())
                .isEqualTo(200);
        for (String address : List.of(
                otherLink.getRawPath() + "?" + link.getRawQuery(),
                link.getRawPath() + "?" + otherLink.getRawQuery(),
                link.getRawPath() + "?" + link.getRawQuery().replaceAll("type=[^&]*", "type=text/html"),
                link.getRawPath() + "?" + link.getRawQuery().replaceAll("disposition=[^&]*", "disposition=inline"),
                link.getRawPath() + "?" + link.getRawQuery().replaceAll("expires=\\d+", "expires=99999999999"),
                link.getRawPath() + "/../../../../../../etc/passwd?" + link.getRawQuery(),
                link.getRawPath())) {
            for (Map<String, String> headers : List.of(Wire.BROWSER, as(somebody), as(administrator))) {
                Reply reply = get(address, headers);
                assertThat(reply.status()).as(address).isBetween(400, 404);
                assertThat(reply.isProblem()).as(address).isTrue();
            }
        }
    }

    private String document(String words) {
        return Api.json(somebody.http()
                        .post()
                        .uri("/api/documents")
                        .body(Api.file(words + ".txt", words.getBytes(StandardCharsets.UTF_8))))
                .get("id")
                .asString();
    }

    private URI link(String document) {
        JsonNode link = Api.json(somebody.http().get().uri("/api/documents/" + document + "/link"));
        return URI.create(link.get("url").asString());
    }

    private URI upload(String name) {
        Map<String, String> headers = new HashMap<>(as(somebody));
        headers.put("Content-Type", "application/json");
        Reply reply = wire.send(
                "POST",
                "/api/uploads",
                headers,
                ("{\"name\": \"" + name + "\", \"size\": 10}").getBytes(StandardCharsets.UTF_8));
        return URI.create(reply.json().at("/parts/0/url").asString());
    }

    private Reply get(String path, Map<String, String> headers) {
        return wire.send("GET", path, headers, null);
    }

    private static Map<String, String> as(Api.Person person) {
        return Map.of("User-Agent", "docuvault-test/1.0", "Authorization", "Bearer " + person.accessToken());
    }

    private Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>();
        context.getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .forEach(
                        mapping -> mapping.getHandlerMethods().keySet().forEach(info -> endpoints.addAll(names(info))));
        return endpoints;
    }

    private static Collection<String> names(RequestMappingInfo info) {
        Set<String> methods =
                info.getMethodsCondition().getMethods().stream().map(Enum::name).collect(Collectors.toSet());
        return info.getPatternValues().stream()
                .flatMap(path ->
                        (methods.isEmpty() ? Set.of("ANY") : methods).stream().map(method -> method + " " + path))
                .toList();
    }
}

package io.docuvault.storage.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.docuvault.Api;
import io.docuvault.Api.Person;
import io.docuvault.HttpTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Nobody makes this server connect to where they could not get themselves. 127.0.0.2 is allowed here and stands for the
 * public internet; on 127.0.0.1 lies what must not be reached.
 */
@HttpTest
@Import(Names.Configuration.class)
class ForbiddenAddressesTest {

    private static final String OUTSIDE = "127.0.0.2";
    private static final String INSIDE = "127.0.0.1";
    private static final String SENTENCE = "Storage at this address is not allowed here.";
    private static final AtomicInteger REACHED_INSIDE = new AtomicInteger();
    private static final AtomicInteger REACHED_OUTSIDE = new AtomicInteger();

    private static ServerSocket inside;
    private static HttpServer outside;
    private static volatile int status;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("docuvault.secrets.credentials.key", () -> "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=");
        registry.add("STORAGE_ALLOWED_NETWORKS", () -> OUTSIDE + "/32");
    }

    @BeforeAll
    static void listen() throws IOException {
        inside = new ServerSocket(0, 50, InetAddress.ofLiteral(INSIDE));
        Thread.ofVirtual().start(() -> {
            while (!inside.isClosed()) {
                try (Socket _ = inside.accept()) {
                    REACHED_INSIDE.incrementAndGet();
                } catch (IOException _) {
                    return;
                }
            }
        });
        outside = HttpServer.create(new InetSocketAddress(OUTSIDE, inside.getLocalPort()), 0);
        outside.createContext("/", ForbiddenAddressesTest::answer);
        outside.start();
    }

    /** As a WebDAV server in order, or by sending inside; the connection is not kept, so that the next is a new one. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            REACHED_OUTSIDE.incrementAndGet();
            byte[] body = """
                    <multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><resourcetype><collection/></resourcetype>
                    </prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>
                    """.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.getResponseHeaders().set("Location", "http://" + INSIDE + ":" + inside.getLocalPort() + "/");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        inside.close();
        outside.stop(0);
    }

    @Autowired
    Api api;

    @BeforeEach
    void nothingHappenedYet() {
        REACHED_INSIDE.set(0);
        REACHED_OUTSIDE.set(0);
        status = 207;
    }

    private static String onThePort(String host) {
        return "http://" + host + ":" + inside.getLocalPort() + "/";
    }

    private static JsonNode send(Person person, String path, String kind, String url) {
        return Objects.requireNonNull(person.http()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of(
                        "kind",
                        kind,
                        "settings",
                        Map.of("url", url, "username", "ada"),
                        "credentials",
                        Map.of("password", "secret")))
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    private static void assertForbidden(Person person, String kind, String url) {
        JsonNode tested = send(person, "/api/connections/test", kind, url);
        assertThat(tested.path("code").asString("")).as(url + tested).isEqualTo("address_forbidden");
        assertThat(tested.get("message").asString()).isEqualTo(SENTENCE);
        JsonNode problem = send(person, "/api/connections", kind, url);
        assertThat(problem.path("reason").asString("")).as(url + problem).isEqualTo("address_forbidden");
        assertThat(problem.get("detail").asString()).isEqualTo(SENTENCE);
    }

    /** One of each network, and both ends of some. */
    static List<List<String>> forbidden() {
        return List.of(
                List.of("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254"),
                List.of(INSIDE, "127.0.0.3", "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1"),
                List.of("172.31.255.254", "192.0.0.8", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1"),
                List.of("192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.254", "198.51.100.1", "203.0.113.1"),
                List.of("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "localhost", "LOCALHOST"),
                List.of("[::]", "[::1]", "[::7f00:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]"),
                List.of("[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[100::1]", "[2001::1]", "[2001:10::1]", "[2001:20::1]"),
                List.of("[2001:db8::1]", "[2002:7f00:1::]", "[2620:4f:8000::1]", "[3fff::1]", "[5f00::1]", "[8000::1]"),
                List.of("[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "localhost."));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void allThatIsNotPublicGetsTheSameAnswerWhateverListensThere(List<String> hosts) {
        Person person = api.newPerson();
        for (String host : hosts) {
            assertForbidden(person, "webdav", onThePort(host));
            assertForbidden(person, "nextcloud", "https://" + host);
        }
        assertThat(REACHED_INSIDE).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f.1",
                "0x7f000001",
                "0177.0.0.1",
                "017700000001",
                "127.0.0.1.",
                "0",
                "x.127.0.0.1",
                "%31%32%37.0.0.1",
                "\u2460\u2461\u2466.0.0.1",
                "127\u30020.0.1",
                "[::1%25lo]"
            })
    void anAddressThatCanBeReadInTwoWaysIsReadInNone(String host) {
        JsonNode answer = send(api.newPerson(), "/api/connections/test", "webdav", onThePort(host));
        assertThat(answer.path("code").asString(""))
                .as(answer.toString())
                .isIn("address_forbidden", "address_unknown", "validation_failed");
        assertThat(REACHED_INSIDE).hasValue(0);
    }

    @Test
    void aNameThatLeadsInsideAtItsSecondAskingIsNotFollowed() {
        Names.plan("rebinding.test", List.of(List.of(OUTSIDE), List.of(INSIDE)));
        JsonNode tested = send(api.newPerson(), "/api/connections/test", "webdav", onThePort("rebinding.test"));
        assertThat(tested.get("code").asString()).isEqualTo("address_forbidden");
        assertThat(REACHED_OUTSIDE).hasValue(1);
        assertThat(REACHED_INSIDE).hasValue(0);
    }

    @Test
    void aNameWithOneAddressInsideIsNotConnectedToAtAll() {
        Person person = api.newPerson();
        Names.plan("both.test", List.of(List.of(OUTSIDE, INSIDE)));
        assertForbidden(person, "webdav", onThePort("both.test"));
        Names.plan("both.test", List.of(List.of(INSIDE, OUTSIDE)));
        assertForbidden(person, "nextcloud", onThePort("both.test"));
        assertThat(REACHED_OUTSIDE).hasValue(0);
        assertThat(REACHED_INSIDE).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void isNotSentInsideByAServerOutside(int redirect) {
        status = redirect;
        JsonNode tested = send(api.newPerson(), "/api/connections/test", "webdav", onThePort(OUTSIDE));
        assertThat(tested.get("code").asString()).isEqualTo("redirected");
        assertThat(tested.toString()).doesNotContain(INSIDE);
        assertThat(REACHED_OUTSIDE).hasValue(1);
        assertThat(REACHED_INSIDE).hasValue(0);
    }
}

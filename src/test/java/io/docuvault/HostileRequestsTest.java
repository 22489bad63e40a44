package io.docuvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Wire.Reply;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What no client of ours sends, to every operation of openapi.json: whatever is refused is refused with a problem and a
 * code, and nothing makes the server fail.
 */
@HttpTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {

    /** As JSON: each where another type was meant, too large, or impossible to keep. */
    private static final Map<String, String> VALUES = values();

    private static final List<String> PARAMETERS = List.of(
            "",
            "%00",
            "a%00b",
            "%ED%A0%80",
            "%FF%FE",
            "%F4%90%80%80",
            "-1",
            "0",
            "99999999999999999999",
            "1e999",
            "NaN",
            "null",
            "%5B%5D",
            "%7B%7D",
            "..%2F..%2Fetc%2Fpasswd",
            "'%20or%201=1%20--",
            "%25%25%25",
            "%E2%80%AE",
            "%0D%0ASet-Cookie:%20a=b",
            "${jndi:ldap://localhost/a}".replace("{", "%7B").replace("}", "%7D"),
            "x".repeat(5000));

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private final List<Operation> operations = Operation.all();
    private Wire wire;
    private World.Maker worlds;
    private World world;

    @BeforeAll
    void somebodyWithOneOfEachThing() {
        wire = new Wire(api.baseUrl());
        worlds = new World.Maker(api, jdbc, transactions);
        world = worlds.newWorld();
        // What is for administrators would otherwise not be there at all.
        worlds.change("update users set role = 'administrator' where id = :user", world.person.id());
        // What is done to users is done to somebody else: whoever is disabled can try nothing more.
        world.things.put("users", api.newPerson().id().toString());
    }

    /** Other tests count administrators. */
    @AfterAll
    void nobodyStaysAdministrator() {
        worlds.change("update users set role = 'user' where id = :user", world.person.id());
    }

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("null", "null");
        values.put("a number", "7");
        values.put("a negative number", "-7");
        values.put("a fraction", "7.5");
        values.put("a huge number", "1e400");
        values.put("a long number", "9".repeat(999));
        values.put("too long a number", "9".repeat(5000));
        values.put("true", "true");
        values.put("a list", "[]");
        values.put("lists of lists", "[[[[]]]]");
        values.put("a list of null", "[null]");
        values.put("a list of everything", "[1, \"x\", {}, [], null, true]");
        values.put("a long list", "[" + "\"x\",".repeat(20_000) + "\"x\"]");
        values.put("an object", "{}");
        values.put("an object with a class", "{\"@class\": \"java.lang.Runtime\", \"@type\": \"x\"}");
        values.put("empty", "\"\"");
        values.put("blank", "\" \\t\\n\"");
        values.put("NUL", "\"a\\u0000b\"");
        values.put("a lone high surrogate", "\"a\\ud800b\"");
        values.put("a lone low surrogate", "\"a\\udc00b\"");
        values.put("swapped surrogates", "\"\\udc00\\ud800\"");
        values.put("another direction", "\"a\\u202eb\"");
        values.put("a line's end", "\"a\\r\\nBcc: x@example.org\"");
        values.put("no character", "\"\\uffff\\ufffe\"");
        values.put("many marks", "\"" + "e" + "\\u0301".repeat(3000) + "\"");
        values.put("a long text", "\"" + "x".repeat(200_000) + "\"");
        values.put("an expression", "\"${7*7}#{7*7}{{7*7}}%s%n\"");
        values.put("SQL", "\"'; drop table users; --\"");
        values.put("markup", "\"<script>alert(1)</script>\"");
        values.put("a path", "\"../../../../etc/passwd\"");
        values.put("no id", "\"00000000-0000-0000-0000-00000000000g\"");
        return values;
    }

    @Test
    void whatIsNoBodyIsRefused() {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        bodies.put("nothing", new byte[0]);
        bodies.put("half an object", "{".getBytes(UTF_8));
        bodies.put("two objects", "{}{}".getBytes(UTF_8));
        bodies.put("a list", "[]".getBytes(UTF_8));
        bodies.put("null", "null".getBytes(UTF_8));
        bodies.put("a text", "\"x\"".getBytes(UTF_8));
        bodies.put("a number", "7".getBytes(UTF_8));
        bodies.put("no JSON", "<xml/>".getBytes(UTF_8));
        bodies.put("a comment", "{/* */}".getBytes(UTF_8));
        bodies.put("single quotes", "{'a': 1}".getBytes(UTF_8));
        bodies.put("NaN", "{\"a\": NaN}".getBytes(UTF_8));
        bodies.put("NUL", "{\u0000}".getBytes(UTF_8));
        bodies.put("no UTF-8", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
        bodies.put(
                "a surrogate in UTF-8",
                new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'});
        bodies.put("deep lists", ("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8));
        bodies.put("deep objects", "{\"a\":".repeat(100_000).getBytes(UTF_8));
        bodies.put("deep and whole", ("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}").getBytes(UTF_8));
        bodies.put("the same name twice", "{\"a\": 1, \"a\": 2}".getBytes(UTF_8));
        List<String> wrong = new ArrayList<>();
        forEachWithJson(operation -> bodies.forEach((what, body) -> {
            Reply reply = send(operation, "application/json", body);
            // A member that nobody knows is passed over, in whatever number it comes.
            boolean unknownOnly = List.of("deep and whole").contains(what);
            note(wrong, operation.name() + " with " + what, reply, !unknownOnly);
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsRead() {
        byte[] large = ("{\"x\": \"" + "x".repeat(2 << 20) + "\"}").getBytes(UTF_8);
        List<String> wrong = new ArrayList<>();
        forEachWithJson(operation -> {
            Reply reply = send(operation, "application/json", large);
            if (reply.status() != 413 || !reply.isProblem()) {
                wrong.add(operation.name() + ": " + reply);
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void anotherContentTypeIsRefused() {
        List<String> wrong = new ArrayList<>();
        forEachWithJson(operation -> {
            for (String type : List.of(
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "application/xml",
                    "application/octet-stream",
                    "text/json",
                    "x")) {
                Reply reply = send(operation, type, "{}".getBytes(UTF_8));
                // With a DELETE, Spring takes a body of another type for none.
                boolean refused = reply.status() == 415
                        || (reply.status() == 400 && operation.method().equals("DELETE"));
                if (!refused || !reply.isProblem()) {
                    wrong.add(operation.name() + " as " + type + ": " + reply);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void noValueOfAMemberMakesTheServerFail() {
        List<String> wrong = new ArrayList<>();
        forEachWithJson(operation -> {
            for (String member : operation.bodyMembers()) {
                VALUES.forEach((what, value) -> note(
                        wrong,
                        operation.name() + " with " + what + " as " + member,
                        send(
                                operation,
                                "application/json",
                                body(operation, member, value).getBytes(UTF_8)),
                        false));
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void aMemberThatComesTwiceIsRefused() {
        List<String> wrong = new ArrayList<>();
        forEachWithJson(operation -> {
            for (String member : operation.bodyMembers()) {
                String twice = "{\"" + member + "\": null, \"" + member + "\": null}";
                note(
                        wrong,
                        operation.name() + " with " + member + " twice",
                        send(operation, "application/json", twice.getBytes(UTF_8)),
                        true);
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void noParameterMakesTheServerFail() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            for (String parameter : operation.queryParameters()) {
                for (String value : PARAMETERS) {
                    String address = operation.pathWith(thing(operation)) + "?" + parameter + "=" + value;
                    note(
                            wrong,
                            operation.name() + " with " + parameter + " " + shown(value),
                            wire.send(operation.method(), address, headers(operation), emptyBody(operation)),
                            false);
                }
                String twice = operation.pathWith(thing(operation)) + "?" + parameter + "=1&" + parameter + "=2";
                note(
                        wrong,
                        operation.name() + " with two of " + parameter,
                        wire.send(operation.method(), twice, headers(operation), emptyBody(operation)),
                        false);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noIdInAPathMakesTheServerFail() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            if (!operation.kind().isEmpty()) {
                for (String value : PARAMETERS) {
                    if (!value.isEmpty()) {
                        note(
                                wrong,
                                operation.name() + " of " + shown(value),
                                wire.send(
                                        operation.method(),
                                        operation.pathWith(value),
                                        headers(operation),
                                        emptyBody(operation)),
                                true);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noHeaderMakesTheServerFail() {
        Map<String, List<String>> hostile = Map.of(
                "If-Match", List.of("", "*", "x", "\"", "\"99999999999999999999\"", "W/\"1\"", "\u00e4"),
                "If-None-Match", List.of("", "*", "\"", "x"),
                "If-Modified-Since", List.of("yesterday", "-1"),
                "Range",
                        List.of(
                                "bytes=",
                                "bytes=-",
                                "bytes=9-1",
                                "bytes=0-0,1-1,2-2",
                                "x",
                                "bytes=99999999999999999999-"),
                "Accept", List.of("x", "text/html", "application/xml", "*/*;q=x", "\u00e4"),
                "Accept-Language", List.of("x".repeat(4000), "*", ";;;", "de-"),
                "Content-Encoding", List.of("gzip", "x"),
                "X-Forwarded-For", List.of("x", "' or 1=1", "256.1.1.1, ::::"),
                "Cookie", List.of("=", ";;;", "a=\"", Api.REFRESH_COOKIE + "=" + "x".repeat(4000)));
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.method().equals("GET") || operation.method().equals("PATCH")) {
                hostile.forEach((name, values) -> {
                    for (String value : values) {
                        Map<String, String> headers = new HashMap<>(headers(operation));
                        headers.put(name, value);
                        note(
                                wrong,
                                operation.name() + " with " + name + " " + shown(value),
                                wire.send(
                                        operation.method(),
                                        operation.pathWith(thing(operation)),
                                        headers,
                                        emptyBody(operation)),
                                false);
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void forEachWithJson(java.util.function.Consumer<Operation> test) {
        operations.stream().filter(Operation::takesJson).forEach(test);
    }

    /** A 404 of a content that is not JSON at all, such as a thumbnail, is a problem too. */
    private static void note(List<String> wrong, String what, Reply reply, boolean mustBeRefused) {
        boolean refused = reply.status() >= 400;
        if (reply.status() >= 500 || (refused && !reply.isProblem()) || (mustBeRefused && !refused)) {
            wrong.add(what + ": " + reply);
        }
    }

    /** The rest is as it should be as far as it can be said for all: a password that is none of anybody's. */
    private static String body(Operation operation, String member, String value) {
        StringBuilder body = new StringBuilder("{");
        Map<String, String> usual = Map.of(
                "email", "\"nobody@example.org\"",
                "password", "\"not the right password\"",
                "currentPassword", "\"not the right password\"",
                "newPassword", "\"a very new password of mine\"",
                "token", "\"x\"",
                "code", "\"000000\"",
                "name", "\"x\"",
                "size", "1",
                "action", "\"restore\"",
                "ids", "[]");
        for (String other : operation.bodyMembers()) {
            if (!other.equals(member) && usual.containsKey(other)) {
                body.append('"')
                        .append(other)
                        .append("\": ")
                        .append(usual.get(other))
                        .append(", ");
            }
        }
        return body.append('"')
                .append(member)
                .append("\": ")
                .append(value)
                .append('}')
                .toString();
    }

    private String thing(Operation operation) {
        return URLEncoder.encode(world.things.getOrDefault(operation.kind(), ""), UTF_8);
    }

    private static byte @org.jspecify.annotations.Nullable [] emptyBody(Operation operation) {
        return operation.takesJson() ? "{}".getBytes(UTF_8) : null;
    }

    private Map<String, String> headers(Operation operation) {
        Map<String, String> headers = new HashMap<>(Wire.BROWSER);
        // Signing out would end what the rest of the test works with.
        if (!operation.path().startsWith("/api/auth/logout")) {
            headers.put("Authorization", "Bearer " + world.person.accessToken());
        }
        if (operation.takesJson()) {
            headers.put("Content-Type", "application/json");
        }
        return headers;
    }

    private Reply send(Operation operation, String type, byte[] body) {
        Map<String, String> headers = new HashMap<>(headers(operation));
        headers.put("Content-Type", type);
        return wire.send(operation.method(), operation.pathWith(thing(operation)), headers, body);
    }

    private static String shown(String value) {
        return value.substring(0, Math.min(30, value.length()));
    }
}

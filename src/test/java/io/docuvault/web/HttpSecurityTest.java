package io.docuvault.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@HttpTest
@TestPropertySource(
        properties = {
            "spring.web.resources.static-locations=classpath:/spa/",
            "docuvault.web.cors-origins=https://app.example.org",
            // So that a test can say that it came over HTTPS, as a proxy on this machine would.
            "server.forward-headers-strategy=native"
        })
class HttpSecurityTest {

    private static final String PAGE = "The application";

    @Autowired
    Api api;

    @Test
    void sendsTheStrictHeadersWithEveryAnswer() {
        for (String path : new String[] {"/", "/api/setup", "/api/account", "/no/such.file"}) {
            HttpHeaders headers = api.anonymous()
                    .get()
                    .uri(path)
                    .exchange()
                    .returnResult(byte[].class)
                    .getResponseHeaders();

            assertThat(headers.getFirst("Content-Security-Policy"))
                    .contains("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(headers.getFirst("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(headers.getFirst("Permissions-Policy")).contains("camera=()");
            assertThat(headers.getFirst("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(headers.getFirst("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(headers.getFirst("Strict-Transport-Security")).isNull();
            assertThat(headers.get(HttpHeaders.SET_COOKIE)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/documents/0198c5f0-7c5e-7b1a-9d5e-2f1c3b4a5d6e", "/search", "/topics/x/y"})
    void showsTheApplicationAtEachOfItsOwnAddresses(String path) {
        api.anonymous()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_HTML)
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache")
                .expectBody(String.class)
                .value(page -> assertThat(page).contains(PAGE));
    }

    @Test
    void letsBrowsersKeepAssetsForEver() {
        api.anonymous()
                .get()
                .uri("/assets/index-1a2b3c.js")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "max-age=31536000, public, immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such.file", "/assets/gone", "/assets/gone.js", "/favicon.png"})
    void tellsAMissingFileFromAPage(String path) {
        assertThat(problem(api.anonymous(), HttpMethod.GET, path, 404)
                        .get("code")
                        .asString())
                .isEqualTo("not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/account",
        "PUT,/api/account",
        "GET,/api/no-such-thing",
        "GET,/api",
        "GET,/actuator",
        "GET,/api/auth/sessions",
        "GET,/api/admin/users"
    })
    void asksForATokenWhereverOneIsNeeded(String method, String path) {
        EntityExchangeResult<JsonNode> answer = exchange(api.anonymous(), HttpMethod.valueOf(method), path, 401);

        assertThat(Objects.requireNonNull(answer.getResponseBody()).get("code").asString())
                .isEqualTo("unauthenticated");
        assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE))
                .isEqualTo("Bearer");
    }

    @Test
    void answersWhatIsAbsentAndWhatIsForAdministratorsAlike() {
        RestTestClient anna = api.newPerson().http();

        JsonNode absent = problem(anna, HttpMethod.GET, "/api/no-such-thing", 404);
        JsonNode forbidden = problem(anna, HttpMethod.GET, "/api/admin/users", 404);

        assertThat(absent.get("code").asString()).isEqualTo("not_found");
        assertThat(forbidden.get("code")).isEqualTo(absent.get("code"));
        assertThat(forbidden.get("detail")).isEqualTo(absent.get("detail"));
    }

    @Test
    void answersAWrongMethodTypeOrBodyWithAProblem() {
        RestTestClient anna = api.newPerson().http();

        assertThat(problem(anna, HttpMethod.DELETE, "/api/setup", 405)
                        .get("code")
                        .asString())
                .isEqualTo("method_not_allowed");
        anna.patch()
                .uri("/api/account")
                .contentType(MediaType.TEXT_PLAIN)
                .body("x")
                .exchange()
                .expectStatus()
                .isEqualTo(415)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        anna.patch()
                .uri("/api/account")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{")
                .exchange()
                .expectStatus()
                .isEqualTo(400)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void answersAnAddressThatIsNoneWithAProblem() throws IOException {
        assertThat(raw("GET /api//account;x=y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"code\":\"invalid_request\"");
    }

    @Test
    void refusesALargeBodyWithAndWithoutALength() {
        RestTestClient anna = api.newPerson().http();
        byte[] large = ("{\"displayName\":\"" + "a".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);

        for (Object body : new Object[] {
            new ByteArrayResource(large), new InputStreamResource(() -> new ByteArrayInputStream(large))
        }) {
            anna.patch()
                    .uri("/api/account")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(body)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(413)
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site,cross-site,403",
        "Sec-Fetch-Site,same-site,403",
        "Sec-Fetch-Site,same-origin,401",
        "Origin,https://evil.example,403",
        "Origin,null,403",
        "Origin,https://app.example.org,401"
    })
    void letsOnlyOurOwnPagesRefresh(String header, String value, int status) {
        api.anonymous()
                .post()
                .uri("/api/auth/refresh")
                .header(header, value)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void letsNoForeignPageRefreshByAnotherSpellingOfTheAddress() {
        api.anonymous()
                .post()
                .uri(URI.create(api.baseUrl() + "/api/%61uth/refresh"))
                .header("Sec-Fetch-Site", "same-site")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/documents?q=a%00b",
                "/api/search?q=a%00b",
                "/api/search/suggest?q=a%00b",
                "/api/documents?from=%2B999999990-01-01"
            })
    void refusesValuesThatTheDatabaseCannotHold(String address) {
        api.newPerson()
                .http()
                .get()
                .uri(URI.create(api.baseUrl() + address))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody(JsonNode.class)
                .value(problem -> assertThat(problem.get("code").asString()).isEqualTo("invalid_request"));
    }

    @Test
    void refusesToSignInWithAnImpossibleAddress() {
        api.anonymous()
                .post()
                .uri("/api/auth/login")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", "a\u0000b@example.org", "password", "whatever it is"))
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void letsOnlyNamedOriginsCallFromOutside() {
        assertThat(preflight("https://app.example.org")).isEqualTo("https://app.example.org");
        assertThat(preflight("https://evil.example")).isNull();
    }

    @Test
    void ignoresAStaleTokenWhereNoneIsNeeded() {
        api.anonymous()
                .get()
                .uri("/api/setup")
                .header(HttpHeaders.AUTHORIZATION, "Bearer stale")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void tellsBrowsersToComeByHttpsForAYear() {
        assertThat(api.anonymous()
                        .get()
                        .uri("/")
                        .header("X-Forwarded-Proto", "https")
                        .exchange()
                        .returnResult(byte[].class)
                        .getResponseHeaders()
                        .getFirst("Strict-Transport-Security"))
                .isEqualTo("max-age=31536000 ; includeSubDomains");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/auth/logout", "/api/auth/logout-all"})
    void hasBrowsersForgetDocumentsAtTheEnd(String path) {
        assertThat(api.newPerson()
                        .http()
                        .post()
                        .uri(path)
                        .header("X-Forwarded-Proto", "https")
                        .exchange()
                        .expectStatus()
                        .isNoContent()
                        .returnResult(byte[].class)
                        .getResponseHeaders()
                        .getFirst("Clear-Site-Data"))
                .isEqualTo("\"cache\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/account", "/api/documents", "/api/setup", "/api/no-such-thing", "/health"})
    void keepsAnswersOutOfEveryCache(String path) {
        assertThat(api.newPerson()
                        .http()
                        .get()
                        .uri(path)
                        .exchange()
                        .returnResult(byte[].class)
                        .getResponseHeaders()
                        .getCacheControl())
                .contains("no-store");
    }

    @Test
    void saysWhichCharactersAPageIsMadeOf() {
        assertThat(api.anonymous()
                        .get()
                        .uri("/")
                        .exchange()
                        .returnResult(byte[].class)
                        .getResponseHeaders()
                        .getFirst(HttpHeaders.CONTENT_TYPE))
                .isEqualToIgnoringCase("text/html;charset=UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "TRACK", "CONNECT", "PROPFIND", "FOO"})
    void refusesMethodsThatNobodyNeeds(String method) throws IOException {
        for (String path : new String[] {"/", "/api/setup"}) {
            String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Secret: canary\r\n"
                    + "Connection: close\r\n\r\n");
            assertThat(answer).matches("(?s)HTTP/1.1 (400|405|501) .*").doesNotContain("canary");
        }
    }

    @Test
    void letsNoHeaderOrParameterChangeTheMethod() {
        RestTestClient anna = api.newPerson().http();
        for (String name : new String[] {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
            anna.post()
                    .uri("/api/account?_method=PATCH")
                    .header(name, "PATCH")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body("{\"displayName\": \"changed\"}")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(405);
        }
        anna.get()
                .uri("/api/account")
                .exchange()
                .expectBody(JsonNode.class)
                .value(account ->
                        assertThat(account.get("displayName").asString()).isEmpty());
    }

    /** What a member of an account is not to be set by its owner is not set, whatever a body says. */
    @Test
    void changesNothingButWhatAnOperationIsFor() {
        RestTestClient anna = api.newPerson().http();
        anna.patch()
                .uri("/api/account")
                .contentType(MediaType.APPLICATION_JSON)
                .body(
                        "{\"role\": \"administrator\", \"quotaBytes\": 1, \"usedBytes\": 1, \"email\": \"x@example.org\"}")
                .exchange();
        anna.get().uri("/api/account").exchange().expectBody(JsonNode.class).value(account -> {
            assertThat(account.get("role").asString()).isEqualTo("user");
            assertThat(account.get("quotaBytes").asLong()).isGreaterThan(1);
            assertThat(account.get("email").asString()).isNotEqualTo("x@example.org");
        });
    }

    private @Nullable String preflight(String origin) {
        return api.anonymous()
                .options()
                .uri("/api/account")
                .header(HttpHeaders.ORIGIN, origin)
                .header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, "PATCH")
                .exchange()
                .returnResult(byte[].class)
                .getResponseHeaders()
                .getAccessControlAllowOrigin();
    }

    private static JsonNode problem(RestTestClient client, HttpMethod method, String path, int status) {
        return Objects.requireNonNull(exchange(client, method, path, status).getResponseBody());
    }

    private static EntityExchangeResult<JsonNode> exchange(
            RestTestClient client, HttpMethod method, String path, int status) {
        return client.method(method)
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(JsonNode.class)
                .returnResult();
    }

    /** What no HTTP client would send. */
    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket("localhost", Integer.parseInt(api.baseUrl().replaceAll(".*:", "")))) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

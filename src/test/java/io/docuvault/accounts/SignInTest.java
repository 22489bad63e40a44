package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@AccountTest
class SignInTest {

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Test
    void showsTheirAccountToSomebodyWhoSignedIn() {
        Api.Person anna = api.newPerson();

        JsonNode account = Api.json(anna.http().get().uri("/api/account"));

        assertThat(account.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "email",
                        "displayName",
                        "role",
                        "language",
                        "timeZone",
                        "secondFactor",
                        "quotaBytes",
                        "usedBytes",
                        "reservedBytes",
                        "createdAt");
        assertThat(account.get("id").asString()).isEqualTo(anna.id().toString());
        assertThat(account.get("role").asString()).isEqualTo("user");
        assertThat(account.get("language").asString()).isEqualTo("en");
        assertThat(account.get("quotaBytes").asLong()).isEqualTo(10L << 30);
        assertThat(rows.audited(anna.id())).containsExactly("registered success", "login success");
    }

    @Test
    void changesNameAndLanguage() {
        Api.Person anna = api.newPerson();

        Api.json(anna.http()
                .patch()
                .uri("/api/account")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("displayName", "Anna", "language", "de")));
        JsonNode account = Api.json(anna.http()
                .patch()
                .uri("/api/account")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of()));

        assertThat(account.get("displayName").asString()).isEqualTo("Anna");
        assertThat(account.get("language").asString()).isEqualTo("de");
    }

    @Test
    void keepsATimeZoneThatThereIs() {
        Api.Person anna = api.newPerson();
        assertThat(Answer.get(anna.http(), "/api/account").text("timeZone")).isEqualTo("UTC");

        Answer changed = Answer.to(anna.http(), "PATCH", "/api/account", Map.of("timeZone", "Europe/Vienna"));
        Answer refused = Answer.to(anna.http(), "PATCH", "/api/account", Map.of("timeZone", "Europe/Atlantis"));

        assertThat(changed.text("timeZone")).isEqualTo("Europe/Vienna");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.fields()).containsExactly("timeZone");
        assertThat(Answer.get(anna.http(), "/api/account").text("timeZone")).isEqualTo("Europe/Vienna");
        Answer registered = Answer.to(
                api.anonymous(),
                "POST",
                "/api/auth/register",
                Map.of(
                        "email",
                        UUID.randomUUID() + "@example.org",
                        "password",
                        Api.PASSWORD,
                        "timeZone",
                        "Asia/Tokyo"));
        assertThat(registered.text("timeZone")).isEqualTo("Asia/Tokyo");
    }

    @Test
    void refusesALanguageThereIsNotAndANameWithControlCharacters() {
        Api.Person anna = api.newPerson();

        JsonNode problem =
                problem(anna.http(), "PATCH", "/api/account", Map.of("language", "fr", "displayName", "a\u0000b"), 422);

        assertThat(problem.get("code").asString()).isEqualTo("validation_failed");
        assertThat(problem.get("errors").findValuesAsString("field"))
                .containsExactlyInAnyOrder("language", "displayName");
    }

    @Test
    void answersWrongUnknownAndDisabledAlike() {
        Api.Person anna = api.newPerson();
        Api.Person disabled = api.newPerson();
        rows.change("update users set disabled_at = now() where id = :user", disabled.id());

        JsonNode wrong = login(anna.email(), "not the password", 401);
        JsonNode unknown = login(UUID.randomUUID() + "@example.org", Api.PASSWORD, 401);
        JsonNode off = login(disabled.email(), Api.PASSWORD, 401);

        assertThat(wrong.get("code").asString()).isEqualTo("invalid_credentials");
        assertThat(unknown).isEqualTo(wrong);
        assertThat(off).isEqualTo(wrong);
        assertThat(rows.audited(anna.id())).endsWith("login failure");
        assertThat(rows.audited(disabled.id())).endsWith("login failure");
    }

    @Test
    void takesTheAddressInAnyCase() {
        Api.Person anna = api.newPerson();

        assertThat(api.signIn(anna.email().toUpperCase(Locale.ROOT)).id()).isEqualTo(anna.id());
    }

    @Test
    void registersAnAddressOnceHoweverItIsWritten() throws ExecutionException, InterruptedException {
        String email = UUID.randomUUID() + "@example.org";

        List<Integer> statuses = Together.times(
                10,
                () -> post(api.anonymous(), "/api/auth/register", Map.of("email", email, "password", Api.PASSWORD))
                        .getStatus()
                        .value());

        assertThat(statuses).containsOnlyOnce(201).contains(409);
        assertThat(register(email.toUpperCase(Locale.ROOT), Api.PASSWORD, 409)
                        .get("code")
                        .asString())
                .isEqualTo("email_taken");
    }

    @Test
    void saysWhatIsWrongWithARegistration() {
        assertThat(register("no address", Api.PASSWORD, 422).findValuesAsString("field"))
                .containsExactly("email");
        assertThat(register("a@b\r\nBcc: c@d", Api.PASSWORD, 422).findValuesAsString("field"))
                .containsExactly("email");
        assertThat(register("anna@example.org", "short", 422).findValuesAsString("code"))
                .contains("too_short");
        assertThat(register("anna@example.org", "a".repeat(129), 422).findValuesAsString("code"))
                .contains("too_long");
        for (String common : List.of("Passw0rd2024!", "ｐａｓｓｗｏｒｄ２０２４")) {
            assertThat(register("anna@example.org", common, 422).findValuesAsString("code"))
                    .contains("too_common");
        }
    }

    @Test
    void endsTheSessionAtLogoutForBothTokens() {
        Api.Person anna = api.newPerson();

        anna.http()
                .post()
                .uri("/api/auth/logout")
                .cookie(Api.REFRESH_COOKIE, anna.refreshToken())
                .exchange()
                .expectStatus()
                .isNoContent()
                .expectCookie()
                .maxAge(Api.REFRESH_COOKIE, Duration.ZERO);

        anna.http().get().uri("/api/account").exchange().expectStatus().isUnauthorized();
        api.anonymous()
                .post()
                .uri("/api/auth/refresh")
                .cookie(Api.REFRESH_COOKIE, anna.refreshToken())
                .exchange()
                .expectStatus()
                .isUnauthorized();
        assertThat(rows.mailsTo(anna.id())).isZero();
        assertThat(rows.audited(anna.id())).endsWith("logout success");
    }

    @Test
    void logsOutByTheCookieAlone() {
        Api.Person anna = api.newPerson();

        api.anonymous()
                .post()
                .uri("/api/auth/logout")
                .cookie(Api.REFRESH_COOKIE, anna.refreshToken())
                .exchange()
                .expectStatus()
                .isNoContent();

        anna.http().get().uri("/api/account").exchange().expectStatus().isUnauthorized();
    }

    @Test
    void endsEverySessionOfThisUserOnlyAtLogoutAll() {
        Api.Person anna = api.newPerson();
        Api.Person onHerPhone = api.signIn(anna.email());
        Api.Person ben = api.newPerson();

        anna.http().post().uri("/api/auth/logout-all").exchange().expectStatus().isNoContent();

        anna.http().get().uri("/api/account").exchange().expectStatus().isUnauthorized();
        onHerPhone.http().get().uri("/api/account").exchange().expectStatus().isUnauthorized();
        ben.http().get().uri("/api/account").exchange().expectStatus().isOk();
        api.signIn(anna.email())
                .http()
                .get()
                .uri("/api/account")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void endsNobodysSessionsForSomebodyWhoIsNotSignedIn() {
        assertThat(problem(api.anonymous(), "POST", "/api/auth/logout-all", Map.of(), 401)
                        .get("code")
                        .asString())
                .isEqualTo("unauthenticated");
    }

    @Test
    void replacesTheSessionThatTheBrowserHadBefore() {
        Api.Person anna = api.newPerson();

        api.anonymous()
                .post()
                .uri("/api/auth/login")
                .cookie(Api.REFRESH_COOKIE, anna.refreshToken())
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", anna.email(), "password", Api.PASSWORD))
                .exchange()
                .expectStatus()
                .isOk();

        anna.http().get().uri("/api/account").exchange().expectStatus().isUnauthorized();
        assertThat(rows.sessionsAlive(anna.id())).isEqualTo(1);
    }

    @Test
    void stopsGuessingAfterTenFailuresButNotTheOwnerWhoMakesNone() {
        Api.Person anna = api.newPerson();
        Api.Person ben = api.newPerson();
        for (int guess = 0; guess < 10; guess++) {
            login(anna.email(), "guess " + guess, 401);
        }

        EntityExchangeResult<JsonNode> limited =
                post(api.anonymous(), "/api/auth/login", Map.of("email", anna.email(), "password", "guess"));

        assertThat(limited.getStatus().value()).isEqualTo(429);
        assertThat(limited.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                .isNotNull();
        for (int time = 0; time < 12; time++) {
            assertThat(api.signIn(ben.email()).id()).isEqualTo(ben.id());
        }
    }

    @Test
    void makesOneAdministratorOutOfTwentyAttempts() throws ExecutionException, InterruptedException {
        rows.run("update users set role = 'user'");
        assertThat(setup().get("administratorNeeded").asBoolean()).isTrue();

        List<EntityExchangeResult<JsonNode>> answers = Together.times(
                20,
                () -> post(
                        api.anonymous(),
                        "/api/setup",
                        Map.of(
                                "email",
                                UUID.randomUUID() + "@example.org",
                                "password",
                                Api.PASSWORD,
                                "language",
                                "de")));

        assertThat(answers)
                .extracting(answer -> answer.getStatus().value())
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(rows.administrators()).isEqualTo(1);
        assertThat(setup().get("administratorNeeded").asBoolean()).isFalse();
        EntityExchangeResult<JsonNode> made = answers.stream()
                .filter(answer -> answer.getStatus().value() == 201)
                .findFirst()
                .orElseThrow();
        Api.Person administrator = api.person(Objects.requireNonNull(made.getResponseBody()), Api.refreshToken(made));
        JsonNode account = Api.json(administrator.http().get().uri("/api/account"));
        assertThat(account.get("role").asString()).isEqualTo("administrator");
        assertThat(account.get("language").asString()).isEqualTo("de");
    }

    @Test
    void tellsThePageWhatItNeedsBeforeAnybodySignsIn() {
        JsonNode setup = setup();

        assertThat(setup.get("registrationOpen").asBoolean()).isTrue();
        assertThat(setup.get("ocrAvailable").isBoolean()).isTrue();
        assertThat(setup.get("languages").valueStream().map(JsonNode::asString)).containsExactly("en", "de");
    }

    private JsonNode setup() {
        return Api.json(api.anonymous().get().uri("/api/setup"));
    }

    private JsonNode register(String email, String password, int status) {
        return problem(
                api.anonymous(), "POST", "/api/auth/register", Map.of("email", email, "password", password), status);
    }

    private JsonNode login(String email, String password, int status) {
        return problem(
                api.anonymous(), "POST", "/api/auth/login", Map.of("email", email, "password", password), status);
    }

    private static EntityExchangeResult<JsonNode> post(RestTestClient client, String path, Map<String, String> body) {
        return client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult();
    }

    private static JsonNode problem(
            RestTestClient client, String method, String path, Map<String, String> body, int status) {
        EntityExchangeResult<JsonNode> answer = client.method(HttpMethod.valueOf(method))
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(JsonNode.class)
                .returnResult();
        return Objects.requireNonNull(answer.getResponseBody());
    }
}

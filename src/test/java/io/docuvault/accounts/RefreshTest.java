package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.SettableClock;
import io.docuvault.shared.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;

@AccountTest
class RefreshTest {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Autowired
    SettableClock clock;

    @Autowired
    SessionSweep sweep;

    /** What a refresh answers. */
    private record Answer(int status, String code, String refreshToken, String accessToken) {}

    @AfterEach
    void putClockBack() {
        clock.reset();
    }

    @Test
    void replacesTheRefreshTokenAtEachUse() {
        Api.Person anna = api.newPerson();

        Answer first = refresh(anna.refreshToken());
        Answer second = refresh(first.refreshToken());

        assertThat(second.status()).isEqualTo(200);
        assertThat(List.of(anna.refreshToken(), first.refreshToken(), second.refreshToken()))
                .doesNotHaveDuplicates();
        assertThat(second.accessToken()).isNotEqualTo(first.accessToken());
        assertThat(accountStatus(second.accessToken())).isEqualTo(200);
        assertThat(rows.liveRefreshTokens(anna.id())).isEqualTo(1);
    }

    @Test
    void setsACookieThatOnlyOurOwnPagesSendAndNoScriptReads() {
        Api.Person anna = api.newPerson();

        ResponseCookie cookie = Objects.requireNonNull(
                exchange(anna.refreshToken(), null).getResponseCookies().getFirst(Api.REFRESH_COOKIE));

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.isSecure()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getDomain()).isNull();
        assertThat(cookie.getMaxAge()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void givesFiftyRefreshesAtOnceTheSameSuccessor() throws ExecutionException, InterruptedException {
        Api.Person anna = api.newPerson();
        String token = anna.refreshToken();
        for (int round = 0; round < 4; round++) {
            String presented = token;

            List<Answer> answers = Together.times(50, () -> refresh(presented));

            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
            assertThat(answers.stream().map(Answer::refreshToken).distinct()).hasSize(1);
            assertThat(rows.liveRefreshTokens(anna.id())).isEqualTo(1);
            token = answers.getFirst().refreshToken();
        }
        assertThat(rows.sessionsAlive(anna.id())).isEqualTo(1);
        assertThat(rows.mailsTo(anna.id())).isZero();
    }

    @Test
    void givesALostAnswerAgainForTenSeconds() {
        Api.Person anna = api.newPerson();
        Answer lost = refresh(anna.refreshToken());

        clock.advance(Duration.ofSeconds(9));
        Answer again = refresh(anna.refreshToken());

        assertThat(again.refreshToken()).isEqualTo(lost.refreshToken());
        assertThat(rows.mailsTo(anna.id())).isZero();
    }

    @Test
    void endsTheFamilyWithOneMailWhenAnOldTokenComesLate() {
        Api.Person anna = api.newPerson();
        Answer next = refresh(anna.refreshToken());

        clock.advance(Duration.ofSeconds(11));

        assertThat(refresh(anna.refreshToken()).code()).isEqualTo("session_ended");
        assertFamilyDead(anna, next);
    }

    @Test
    void endsTheFamilyWithOneMailWhenItsSuccessorWasUsedAlready() {
        Api.Person anna = api.newPerson();
        Answer next = refresh(anna.refreshToken());
        Answer afterNext = refresh(next.refreshToken());

        assertThat(refresh(anna.refreshToken()).code()).isEqualTo("session_ended");
        assertFamilyDead(anna, afterNext);
    }

    @Test
    void endsTheFamilyWithOneMailWhenAnotherBrowserRepeatsAToken() {
        Api.Person anna = api.newPerson();
        Answer next = refresh(anna.refreshToken());

        assertThat(refresh(anna.refreshToken(), FIREFOX).code()).isEqualTo("session_ended");
        assertFamilyDead(anna, next);
    }

    @Test
    void sendsOneMailHoweverOftenAnOldTokenIsRepeated() throws ExecutionException, InterruptedException {
        Api.Person anna = api.newPerson();
        Answer next = refresh(anna.refreshToken());
        refresh(next.refreshToken());

        List<Answer> answers = Together.times(50, () -> refresh(anna.refreshToken()));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(401));
        assertThat(rows.mailsTo(anna.id())).isEqualTo(1);
    }

    @Test
    void alarmsNobodyWhenTheBrowserItselfHasChanged() {
        Api.Person anna = api.newPerson();

        assertThat(refresh(anna.refreshToken(), FIREFOX).code()).isEqualTo("session_ended");

        assertThat(rows.sessionsAlive(anna.id())).isZero();
        assertThat(rows.mailsTo(anna.id())).isZero();
    }

    @Test
    void forgetsABrowserThatStaysAwayForThirtyDays() {
        Api.Person anna = api.newPerson();

        clock.advance(Duration.ofDays(30).plusSeconds(1));

        assertThat(refresh(anna.refreshToken()).code()).isEqualTo("session_ended");
        assertThat(rows.mailsTo(anna.id())).isZero();
    }

    @Test
    void endsASignInAfterNinetyDaysHoweverOftenItWasRefreshed() {
        Api.Person anna = api.newPerson();
        String token = anna.refreshToken();
        for (int week = 0; week < 12; week++) {
            clock.advance(Duration.ofDays(7));
            token = refresh(token).refreshToken();
        }
        assertThat(token).isNotEmpty();

        clock.advance(Duration.ofDays(6).plusSeconds(1));

        assertThat(refresh(token).code()).isEqualTo("session_ended");
    }

    @Test
    void sweepsAwayTokensThatAreTooOldAndSignInsThatEndedLongAgo() {
        Api.Person anna = api.newPerson();
        String token = refresh(anna.refreshToken()).refreshToken();
        clock.advance(Duration.ofDays(20));
        token = refresh(token).refreshToken();
        assertThat(rows.refreshTokens(anna.id())).isEqualTo(3);

        clock.advance(Duration.ofDays(11));
        Caller.system().run(sweep::run);

        assertThat(rows.refreshTokens(anna.id())).isEqualTo(1);
        assertThat(refresh(token).status()).isEqualTo(200);

        clock.advance(Duration.ofDays(90));
        Caller.system().run(sweep::run);
        assertThat(rows.sessions(anna.id())).isZero();
    }

    @Test
    void refusesWhatIsNoRefreshToken() {
        Api.Person anna = api.newPerson();

        assertThat(refresh("").code()).isEqualTo("session_ended");
        assertThat(refresh("made-up").code()).isEqualTo("session_ended");
        assertThat(refresh(anna.accessToken()).code()).isEqualTo("session_ended");
    }

    @Test
    void refusesADisabledUser() {
        Api.Person anna = api.newPerson();

        rows.change("update users set disabled_at = now() where id = :user", anna.id());

        assertThat(refresh(anna.refreshToken()).code()).isEqualTo("session_ended");
        assertThat(accountStatus(anna.accessToken())).isEqualTo(401);
    }

    private void assertFamilyDead(Api.Person person, Answer newest) {
        assertThat(refresh(newest.refreshToken()).code()).isEqualTo("session_ended");
        assertThat(accountStatus(newest.accessToken())).isEqualTo(401);
        assertThat(rows.sessionsAlive(person.id())).isZero();
        assertThat(rows.mailsTo(person.id())).isEqualTo(1);
        assertThat(rows.audited(person.id())).containsOnlyOnce("refresh_token_reused failure");
    }

    private int accountStatus(String accessToken) {
        return api.anonymous()
                .get()
                .uri("/api/account")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    private Answer refresh(String token) {
        return refresh(token, null);
    }

    private Answer refresh(String token, @Nullable String userAgent) {
        EntityExchangeResult<JsonNode> answer = exchange(token, userAgent);
        JsonNode body = Objects.requireNonNull(answer.getResponseBody());
        return new Answer(
                answer.getStatus().value(),
                body.path("code").asString(""),
                Api.refreshToken(answer),
                body.path("accessToken").asString(""));
    }

    private EntityExchangeResult<JsonNode> exchange(String token, @Nullable String userAgent) {
        return api.anonymous()
                .post()
                .uri("/api/auth/refresh")
                .cookie(Api.REFRESH_COOKIE, token)
                .headers(headers -> {
                    if (userAgent != null) {
                        headers.set(HttpHeaders.USER_AGENT, userAgent);
                    }
                })
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult();
    }
}

package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.SettableClock;
import io.docuvault.secondfactor.Authenticator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** Changing a password, and setting a new one for a forgotten one. */
@AccountTest
class PasswordTest {

    private static final String NEW = "eleven lamps along the quay";

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Autowired
    SettableClock clock;

    @Autowired
    SystemTransactions transactions;

    @Autowired
    UserRepository users;

    @AfterEach
    void putClockBack() {
        clock.reset();
    }

    @Test
    void changesThePasswordAndEndsEveryOtherSession() {
        Api.Person anna = api.newPerson();
        Api.Person onHerPhone = api.signIn(anna.email());
        String before = Answer.get(anna.http(), "/api/account/security").text("passwordChangedAt");

        Answer changed = change(anna, Api.PASSWORD, NEW);

        assertThat(changed.status()).isEqualTo(200);
        Api.Person again = api.person(changed.body(), changed.refreshToken());
        assertThat(Answer.get(again.http(), "/api/account").status()).isEqualTo(200);
        assertThat(Answer.get(anna.http(), "/api/account").status())
                .as("the old token of the same browser")
                .isEqualTo(401);
        assertThat(Answer.get(onHerPhone.http(), "/api/account").status()).isEqualTo(401);
        assertThat(rows.sessionsAlive(anna.id())).isEqualTo(1);
        assertThat(login(anna.email(), Api.PASSWORD).code()).isEqualTo("invalid_credentials");
        assertThat(login(anna.email(), NEW).status()).isEqualTo(200);
        assertThat(Answer.get(again.http(), "/api/account/security").text("passwordChangedAt"))
                .isGreaterThan(before);
        assertThat(rows.mailed(anna.id())).containsExactly("password-changed");
        assertThat(rows.audited(anna.id())).contains("password_changed success");
    }

    @Test
    void saysWhichOfTheTwoPasswordsIsWrong() {
        Api.Person anna = api.newPerson();

        Answer wrong = change(anna, "not her password", NEW);
        Answer weak = change(anna, Api.PASSWORD, "password1234");

        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.code()).isEqualTo("wrong_password");
        assertThat(wrong.fields()).containsExactly("currentPassword");
        assertThat(weak.status()).isEqualTo(422);
        assertThat(weak.code()).isEqualTo("validation_failed");
        assertThat(weak.fields()).containsExactly("newPassword");
        assertThat(Answer.get(anna.http(), "/api/account").status())
                .as("nothing has happened")
                .isEqualTo(200);
        assertThat(rows.audited(anna.id())).endsWith("password_asked_again failure");
    }

    @Test
    void limitsGuessesAtThePasswordOfSomebodySignedInAsThoseOfALogin() {
        Api.Person anna = api.newPerson();
        for (int guess = 0; guess < 10; guess++) {
            assertThat(change(anna, "guess " + guess, NEW).status()).isEqualTo(422);
        }

        assertThat(change(anna, Api.PASSWORD, NEW).status()).isEqualTo(429);
        assertThat(login(anna.email(), Api.PASSWORD).status()).isEqualTo(429);
    }

    @Test
    void setsANewPasswordByTheLinkOnce() {
        Api.Person anna = api.newPerson();
        String token = linkFor(anna);

        Answer reset = reset(token, NEW, Map.of());

        assertThat(reset.status()).isEqualTo(204);
        assertThat(reset.refreshToken()).isEmpty();
        assertThat(Answer.get(anna.http(), "/api/account").status()).isEqualTo(401);
        assertThat(rows.sessionsAlive(anna.id())).isZero();
        assertThat(login(anna.email(), NEW).status()).isEqualTo(200);
        Answer again = reset(token, "twelve lamps along the quay", Map.of());
        assertThat(again.status()).isEqualTo(410);
        assertThat(again.code()).isEqualTo("reset_link_invalid");
        assertThat(rows.mailed(anna.id())).containsExactly("password-reset", "password-changed");
        assertThat(rows.audited(anna.id())).contains("password_forgotten success", "password_reset success");
    }

    @Test
    void acceptsOneLinkOnceOfTwentyAtOnce() throws ExecutionException, InterruptedException {
        Api.Person anna = api.newPerson();
        String token = linkFor(anna);

        List<Answer> answers = Together.times(20, () -> reset(token, NEW, Map.of()));

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(204).containsOnly(204, 410);
    }

    @Test
    void refusesALinkAfterAnHourAndAnOlderOneAtOnce() {
        Api.Person anna = api.newPerson();
        String older = linkFor(anna);
        String newest = linkFor(anna);

        assertThat(reset(older, NEW, Map.of()).status()).isEqualTo(410);
        clock.advance(Duration.ofMinutes(61));
        assertThat(reset(newest, NEW, Map.of()).status()).isEqualTo(410);
        assertThat(reset("x".repeat(43), NEW, Map.of()).status()).isEqualTo(410);
        assertThat(login(anna.email(), Api.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void refusesALinkFromBeforeThePasswordWasChanged() {
        Api.Person anna = api.newPerson();
        String token = linkFor(anna);

        change(anna, Api.PASSWORD, NEW);

        assertThat(reset(token, "twelve lamps along the quay", Map.of()).status())
                .isEqualTo(410);
    }

    @Test
    void keepsTheLinkGoodAfterAPasswordThatIsRefused() {
        Api.Person anna = api.newPerson();
        String token = linkFor(anna);

        Answer weak = reset(token, "short", Map.of());

        assertThat(weak.status()).isEqualTo(422);
        assertThat(weak.fields()).containsExactly("password");
        assertThat(reset(token, NEW, Map.of()).status()).isEqualTo(204);
    }

    @Test
    void asksForTheSecondFactorBeforeItSetsANewPassword() {
        Api.Person anna = api.newPerson();
        Answer enrolment = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        Authenticator app = new Authenticator(enrolment.text("secret"), clock);
        Answer.to(anna.http(), "POST", "/api/account/totp/confirm", Map.of("code", app.code()));
        clock.advance(Duration.ofMinutes(2));
        String token = linkFor(anna);

        Answer without = reset(token, NEW, Map.of());
        Answer wrong = reset(token, NEW, Map.of("totpCode", app.wrongCode()));

        assertThat(without.status()).isEqualTo(401);
        assertThat(without.code()).isEqualTo("second_factor_required");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("second_factor_invalid");
        assertThat(rows.mailed(anna.id())).doesNotContain("password-changed");

        String code = app.code();
        assertThat(reset(token, NEW, Map.of("totpCode", code)).status()).isEqualTo(204);
        assertThat(login(anna.email(), NEW).code())
                .as("the factor is still asked for")
                .isEqualTo("second_factor_required");
        Answer sameCode = Answer.to(
                api.anonymous(),
                "POST",
                "/api/auth/login",
                Map.of("email", anna.email(), "password", NEW, "totpCode", code));
        assertThat(sameCode.code()).isEqualTo("second_factor_invalid");
    }

    @Test
    void answersEverybodyWhoForgotAlikeAndMailsOnlyWhomItKnows() {
        Api.Person anna = api.newPerson();
        Api.Person disabled = api.newPerson();
        rows.change("update users set disabled_at = now() where id = :user", disabled.id());

        assertThat(forgot(disabled.email()).status()).isEqualTo(202);
        assertThat(forgot(UUID.randomUUID() + "@example.org").status()).isEqualTo(202);
        assertThat(forgot("no address at all").status()).isEqualTo(202);
        Answer known = forgot(anna.email());

        assertThat(known.status()).isEqualTo(202);
        assertThat(known.body()).isEmpty();
        await().until(() -> rows.mailed(anna.id()).equals(List.of("password-reset")));
        // They were seen to in their order.
        assertThat(rows.mailed(disabled.id())).isEmpty();
    }

    /** So how long the answer takes cannot tell whether there is anything to do. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void answersWhoForgotWhileTheWorkHasYetToBeDone() {
        Api.Person anna = api.newPerson();

        transactions.run(() -> {
            users.lockToRemove(anna.id());
            assertThat(forgot(anna.email()).status()).isEqualTo(202);
            await().pollInSameThread().until(rows::keepsSomebodyWaiting);
        });

        await().until(() -> rows.mailed(anna.id()).equals(List.of("password-reset")));
    }

    @Test
    void mailsNoMoreThanThreeLinksAnHourAndSaysNothing() {
        Api.Person anna = api.newPerson();
        for (int request = 0; request < 6; request++) {
            assertThat(forgot(anna.email()).status()).isEqualTo(202);
        }
        Api.Person ben = api.newPerson();
        forgot(ben.email());

        await().until(() -> rows.mailed(ben.id()).size() == 1);
        assertThat(rows.mailed(anna.id())).hasSize(3);
    }

    @Test
    void tellsTheTimeOfTheirOwnPlace() {
        Api.Person anna = api.newPerson();
        Answer.to(anna.http(), "PATCH", "/api/account", Map.of("timeZone", "Asia/Tokyo"));

        change(anna, Api.PASSWORD, NEW);

        assertThat(rows.newestMailValues(anna.id()).get("at")).endsWith(" JST");
    }

    @Test
    void keepsNoLinkInTheClear() {
        Api.Person anna = api.newPerson();
        String token = linkFor(anna);

        assertThat(rows.everythingOf(anna.id())).contains("password-reset").doesNotContain(token);
    }

    private Answer change(Api.Person person, String current, String wanted) {
        return Answer.to(
                person.http(),
                "PUT",
                "/api/account/password",
                Map.of("currentPassword", current, "newPassword", wanted));
    }

    private Answer login(String email, String password) {
        return Answer.to(api.anonymous(), "POST", "/api/auth/login", Map.of("email", email, "password", password));
    }

    private Answer forgot(String email) {
        return Answer.to(api.anonymous(), "POST", "/api/auth/password/forgot", Map.of("email", email));
    }

    private Answer reset(String token, String password, Map<String, String> code) {
        Map<String, String> body = new HashMap<>(Map.of("token", token, "password", password));
        body.putAll(code);
        return Answer.to(api.anonymous(), "POST", "/api/auth/password/reset", body);
    }

    /** The token of the link that is mailed to somebody who asks for one. */
    private String linkFor(Api.Person person) {
        int before = rows.mailsTo(person.id());
        forgot(person.email());
        await().until(() -> rows.mailsTo(person.id()) > before);
        return Objects.requireNonNull(rows.newestMailValues(person.id()).get("token"));
    }
}

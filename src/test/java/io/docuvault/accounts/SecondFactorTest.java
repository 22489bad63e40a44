package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.SettableClock;
import io.docuvault.secondfactor.Authenticator;
import io.docuvault.secondfactor.SecondFactors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@AccountTest
class SecondFactorTest {

    private static final Duration STEP = Duration.ofSeconds(30);

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

    @Autowired
    SecondFactors factors;

    /** Somebody with a second factor, at a moment when no code has been used but that of the enrolment. */
    private record Protected(Api.Person person, Authenticator app, String enrolmentCode, List<String> backupCodes) {}

    @AfterEach
    void putClockBack() {
        clock.reset();
    }

    private Protected protectedPerson() {
        Api.Person anna = api.newPerson();
        Answer enrolment = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        Authenticator app = new Authenticator(enrolment.text("secret"), clock);
        String code = app.code();
        Answer confirmed = Answer.to(anna.http(), "POST", "/api/account/totp/confirm", Map.of("code", code));
        assertThat(confirmed.status()).isEqualTo(200);
        List<String> codes = confirmed
                .body()
                .get("backupCodes")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        return new Protected(anna, app, code, codes);
    }

    private Answer login(String email, Map<String, String> code) {
        Map<String, String> body = new HashMap<>(Map.of("email", email, "password", Api.PASSWORD));
        body.putAll(code);
        return Answer.to(api.anonymous(), "POST", "/api/auth/login", body);
    }

    private Answer login(Protected anna, String code) {
        return login(anna.person().email(), Map.of("totpCode", code));
    }

    private Answer loginWithBackup(Protected anna, String code) {
        return login(anna.person().email(), Map.of("backupCode", code));
    }

    private Answer security(Protected anna) {
        return Answer.get(anna.person().http(), "/api/account/security");
    }

    @Test
    void tellsTheAuthenticatorWhoseSecretItIs() {
        String email = "anna+tax@" + UUID.randomUUID() + ".example";
        api.register(email);
        Api.Person anna = api.signIn(email);

        Answer enrolment = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));

        assertThat(enrolment.text("secret")).matches("[A-Z2-7]{32}");
        assertThat(enrolment.text("otpauthUri"))
                .isEqualTo("otpauth://totp/DocuVault:%s?secret=%s&issuer=DocuVault&algorithm=SHA1&digits=6&period=30"
                        .formatted(email.replace("+", "%2B").replace("@", "%40"), enrolment.text("secret")));
    }

    @Test
    void asksForTheCodeOnceThePasswordIsRight() {
        Protected anna = protectedPerson();
        int sessions = rows.sessions(anna.person().id());
        clock.advance(STEP);

        Answer without = login(anna.person().email(), Map.of());
        Answer wrongPassword = Answer.to(
                api.anonymous(),
                "POST",
                "/api/auth/login",
                Map.of(
                        "email",
                        anna.person().email(),
                        "password",
                        "wrong",
                        "totpCode",
                        anna.app().code()));
        Answer wrongCode = login(anna, anna.app().wrongCode());

        assertThat(without.status()).isEqualTo(401);
        assertThat(without.code()).isEqualTo("second_factor_required");
        assertThat(wrongPassword.code()).isEqualTo("invalid_credentials");
        assertThat(wrongCode.status()).isEqualTo(401);
        assertThat(wrongCode.code()).isEqualTo("second_factor_invalid");
        assertThat(List.of(without, wrongPassword, wrongCode)).allSatisfy(answer -> {
            assertThat(answer.refreshToken()).isEmpty();
            assertThat(answer.body().has("accessToken")).isFalse();
        });
        assertThat(rows.sessions(anna.person().id())).isEqualTo(sessions);
        Answer right = login(anna, anna.app().code());
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.body().at("/user/secondFactor").asBoolean()).isTrue();
        assertThat(rows.audited(anna.person().id()))
                .containsSubsequence(
                        "second_factor_enabled success",
                        "second_factor_asked success",
                        "login failure",
                        "second_factor failure",
                        "login success");
    }

    @Test
    void acceptsACodeOneStepEitherSideAndNoFurther() {
        Protected anna = protectedPerson();
        clock.advance(STEP.multipliedBy(10));
        assertThat(login(anna, anna.app().code(STEP.multipliedBy(-2))).code()).isEqualTo("second_factor_invalid");
        assertThat(login(anna, anna.app().code(STEP.multipliedBy(2))).code()).isEqualTo("second_factor_invalid");

        assertThat(login(anna, anna.app().code(STEP.negated())).status()).isEqualTo(200);
        assertThat(login(anna, anna.app().code()).status()).isEqualTo(200);
        assertThat(login(anna, anna.app().code(STEP)).status()).isEqualTo(200);
    }

    @Test
    void acceptsNoCodeTwiceAndNoneOlderThanTheLast() {
        Protected anna = protectedPerson();
        clock.advance(STEP.multipliedBy(10));
        String earlier = anna.app().code(STEP.negated());
        String code = anna.app().code();

        assertThat(login(anna, code).status()).isEqualTo(200);
        assertThat(login(anna, code).code()).isEqualTo("second_factor_invalid");
        assertThat(login(anna, earlier).code()).isEqualTo("second_factor_invalid");

        clock.advance(Duration.ofMinutes(-5));
        assertThat(login(anna, anna.app().code()).code())
                .as("a code of the time that a clock stepped back shows again")
                .isEqualTo("second_factor_invalid");
    }

    @Test
    void acceptsTheCodeOfTheEnrolmentForNothingElse() {
        Protected anna = protectedPerson();

        assertThat(login(anna, anna.enrolmentCode()).code()).isEqualTo("second_factor_invalid");
    }

    @Test
    void acceptsOneCodeOnceOfFiftyAtOnce() throws ExecutionException, InterruptedException {
        Protected anna = protectedPerson();
        clock.advance(STEP.multipliedBy(2));
        String code = anna.app().code();
        int sessions = rows.sessions(anna.person().id());

        List<Answer> answers = Together.times(50, () -> login(anna, code));

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 401, 429);
        assertThat(rows.sessions(anna.person().id())).isEqualTo(sessions + 1);
    }

    @Test
    void acceptsOneBackupCodeOnceOfFiftyAtOnce() throws ExecutionException, InterruptedException {
        Protected anna = protectedPerson();
        String code = anna.backupCodes().getFirst();

        List<Answer> answers = Together.times(50, () -> loginWithBackup(anna, code));

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 401, 429);
        assertThat(security(anna).body().get("backupCodesLeft").asInt()).isEqualTo(9);
    }

    @Test
    void takesABackupCodeHoweverItIsTyped() {
        Protected anna = protectedPerson();
        assertThat(anna.backupCodes())
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{2}"));

        String typed = anna.backupCodes().get(3).replace("-", " ").toUpperCase(Locale.ROOT) + " ";

        assertThat(loginWithBackup(anna, typed).status()).isEqualTo(200);
        assertThat(loginWithBackup(anna, typed).code()).isEqualTo("second_factor_invalid");
    }

    @Test
    void burnsTheCodesOfTheMomentWithABackupCode() {
        Protected anna = protectedPerson();
        clock.advance(STEP.multipliedBy(10));
        String shown = anna.app().code();

        assertThat(loginWithBackup(anna, anna.backupCodes().getFirst()).status())
                .isEqualTo(200);

        assertThat(login(anna, shown).code()).isEqualTo("second_factor_invalid");
    }

    @Test
    void makesNewBackupCodesInPlaceOfTheOldOnes() {
        Protected anna = protectedPerson();

        Answer fresh =
                Answer.to(anna.person().http(), "POST", "/api/account/backup-codes", Map.of("password", Api.PASSWORD));

        assertThat(fresh.body().get("backupCodes")).hasSize(10);
        assertThat(loginWithBackup(anna, anna.backupCodes().getFirst()).code()).isEqualTo("second_factor_invalid");
        assertThat(loginWithBackup(anna, fresh.body().at("/backupCodes/0").asString())
                        .status())
                .isEqualTo(200);
        assertThat(rows.mailed(anna.person().id())).contains("backup-codes-renewed");
    }

    @Test
    void endsTheSessionsThatBeganWithoutTheFactor() {
        Api.Person anna = api.newPerson();
        Api.Person onHerPhone = api.signIn(anna.email());
        Answer enrolment = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        String code = new Authenticator(enrolment.text("secret"), clock).code();

        Answer.to(anna.http(), "POST", "/api/account/totp/confirm", Map.of("code", code));

        assertThat(Answer.get(onHerPhone.http(), "/api/account").status()).isEqualTo(401);
        assertThat(Answer.get(anna.http(), "/api/account").status()).isEqualTo(200);
        assertThat(rows.mailed(anna.id())).containsExactly("second-factor-enabled");
    }

    /** The login has checked its password, and waits for the transaction that turns the factor on. */
    @Test
    void asksForAFactorThatIsTurnedOnWhileTheLoginIsUnderWay() throws ExecutionException, InterruptedException {
        Api.Person anna = api.newPerson();
        Answer enrolment = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        String code = new Authenticator(enrolment.text("secret"), clock).code();
        int sessions = rows.sessions(anna.id());

        FutureTask<Answer> login = new FutureTask<>(() -> login(anna.email(), Map.of()));
        transactions.run(() -> {
            users.lockToChange(anna.id());
            Thread.ofVirtual().start(login);
            await().pollInSameThread().until(rows::keepsSomebodyWaiting);
            assertThat(factors.confirm(anna.id(), code)).isPresent();
        });

        assertThat(login.get().code()).isEqualTo("second_factor_required");
        assertThat(rows.sessions(anna.id())).isEqualTo(sessions);
    }

    @Test
    void replacesASecretThatWasNeverConfirmedButNoOther() {
        Api.Person anna = api.newPerson();
        Answer first = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        Answer second = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        Authenticator forgotten = new Authenticator(first.text("secret"), clock);
        Authenticator app = new Authenticator(second.text("secret"), clock);

        Answer refused = Answer.to(anna.http(), "POST", "/api/account/totp/confirm", Map.of("code", forgotten.code()));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid_code");
        assertThat(refused.fields()).containsExactly("code");
        assertThat(login(anna.email(), Map.of()).status())
                .as("nothing is asked for yet")
                .isEqualTo(200);

        assertThat(Answer.to(anna.http(), "POST", "/api/account/totp/confirm", Map.of("code", app.code()))
                        .status())
                .isEqualTo(200);
        Answer third = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        assertThat(third.status()).isEqualTo(409);
        assertThat(third.code()).isEqualTo("second_factor_enabled");
    }

    @Test
    void isTurnedOffWithPasswordAndCodeOnly() {
        Protected anna = protectedPerson();
        clock.advance(STEP.multipliedBy(2));

        Answer wrongPassword = Answer.to(
                anna.person().http(),
                "DELETE",
                "/api/account/totp",
                Map.of("password", "wrong", "totpCode", anna.app().code()));
        Answer noCode =
                Answer.to(anna.person().http(), "DELETE", "/api/account/totp", Map.of("password", Api.PASSWORD));
        Answer wrongBackup = Answer.to(
                anna.person().http(),
                "DELETE",
                "/api/account/totp",
                Map.of("password", Api.PASSWORD, "backupCode", "0000-0000-00"));

        assertThat(wrongPassword.status()).isEqualTo(422);
        assertThat(wrongPassword.code()).isEqualTo("wrong_password");
        assertThat(wrongPassword.fields()).containsExactly("password");
        assertThat(noCode.code()).isEqualTo("invalid_code");
        assertThat(noCode.fields()).containsExactly("totpCode");
        assertThat(wrongBackup.fields()).containsExactly("backupCode");
        assertThat(security(anna).body().get("totpEnabledAt").isNull()).isFalse();

        Answer off = Answer.to(
                anna.person().http(),
                "DELETE",
                "/api/account/totp",
                Map.of("password", Api.PASSWORD, "totpCode", anna.app().code()));
        assertThat(off.status()).isEqualTo(204);
        assertThat(security(anna).body().get("totpEnabledAt").isNull()).isTrue();
        assertThat(security(anna).body().get("backupCodesLeft").asInt()).isZero();
        assertThat(login(anna.person().email(), Map.of()).status()).isEqualTo(200);
        assertThat(rows.mailed(anna.person().id())).containsExactly("second-factor-enabled", "second-factor-disabled");
    }

    @Test
    void warnsTheOwnerOnceWhenCodesAreGuessedAt() {
        Protected anna = protectedPerson();

        for (int guess = 0; guess < 8; guess++) {
            login(anna, anna.app().wrongCode());
        }

        assertThat(rows.mailed(anna.person().id())).containsExactly("second-factor-enabled", "second-factor-guessed");
    }

    /** Whoever guesses knows the password: a ceiling of its own, over all networks, and it is not that of the login. */
    @Test
    void stopsGuessesAtTheCodeWhereverTheyComeFrom() {
        Protected anna = protectedPerson();
        List<Integer> answers = new ArrayList<>();
        // Two more than are allowed: one may have come back on a slow machine.
        for (int guess = 0; guess < 12; guess++) {
            answers.add(login(anna, anna.app().wrongCode()).status());
            // The limit of the account and network is another one; it fills up again in the meantime.
            clock.advance(Duration.ofSeconds(20));
        }

        assertThat(answers.subList(0, 10)).containsOnly(401);
        assertThat(answers).last().isEqualTo(429);
        assertThat(login(anna.person().email(), Map.of()).code()).isEqualTo("second_factor_required");
        assertThat(login(anna, anna.app().code()).status()).isEqualTo(429);
        clock.advance(Duration.ofHours(1));
        assertThat(login(anna, anna.app().code()).status()).isEqualTo(200);
    }

    @Test
    void keepsNeitherSecretNorBackupCodesInTheClear() {
        Protected anna = protectedPerson();

        String everything = rows.everythingOf(anna.person().id());

        assertThat(everything)
                .contains(anna.person().email())
                .doesNotContain(anna.app().secret())
                .doesNotContain(anna.backupCodes())
                .doesNotContain(Api.PASSWORD);
    }
}

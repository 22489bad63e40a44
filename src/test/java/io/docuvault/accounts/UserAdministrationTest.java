package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.SettableClock;
import io.docuvault.secondfactor.Authenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@AccountTest
class UserAdministrationTest {

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Autowired
    SettableClock clock;

    private Api.Person admin;

    @BeforeEach
    void anAdministrator() {
        admin = api.newPerson();
        promote(admin);
    }

    @Test
    void listsUsersPageByPageAndFindsThemByPartOfTheirAddress() {
        String mark = "mark" + UUID.randomUUID().toString().substring(0, 8);
        for (int number = 0; number < 5; number++) {
            api.register(mark + "_" + number + "%@example.org");
        }

        List<String> found = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = Answer.get(
                            admin.http(), "/api/admin/users?limit=2&q=" + mark.toUpperCase(Locale.ROOT) + after)
                    .body();
            page.get("items").forEach(user -> found.add(user.get("email").asString()));
            after = page.get("next").isNull()
                    ? ""
                    : "&after=" + page.get("next").asString();
        } while (!after.isEmpty());

        assertThat(found).hasSize(5).isSorted();
        assertThat(Answer.get(admin.http(), "/api/admin/users?q=%25").body().get("items"))
                .as("a percent sign is what it is")
                .allSatisfy(user -> assertThat(user.get("email").asString()).contains("%"));
        JsonNode one = Answer.get(admin.http(), "/api/admin/users?q=" + mark + "_3")
                .body()
                .at("/items/0");
        assertThat(one.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "email",
                        "displayName",
                        "role",
                        "disabled",
                        "secondFactor",
                        "createdAt",
                        "lastSeenAt",
                        "quotaBytes",
                        "usedBytes");
        assertThat(one.get("lastSeenAt").isNull()).isTrue();
    }

    @Test
    void isNotThereForAnybodyElse() {
        Api.Person anna = api.newPerson();

        assertThat(Answer.get(anna.http(), "/api/admin/users").status()).isEqualTo(404);
        assertThat(change(anna, admin.id(), Map.of("disabled", true)).status()).isEqualTo(404);
        assertThat(change(admin, UUID.randomUUID(), Map.of("disabled", true)).status())
                .isEqualTo(404);
    }

    @Test
    void disablesAtOnceAndEnablesAgain() {
        Api.Person anna = api.newPerson();

        Answer disabled = change(admin, anna.id(), Map.of("disabled", true));

        assertThat(disabled.status()).isEqualTo(200);
        assertThat(disabled.body().get("disabled").asBoolean()).isTrue();
        assertThat(Answer.get(anna.http(), "/api/account").status()).isEqualTo(401);
        assertThat(login(anna.email())).isEqualTo(401);
        assertThat(rows.sessionsAlive(anna.id())).isZero();

        change(admin, anna.id(), Map.of("disabled", false));
        assertThat(login(anna.email())).isEqualTo(200);
        assertThat(Answer.get(anna.http(), "/api/account").status())
                .as("tokens from before stay worthless")
                .isEqualTo(401);
        assertThat(rows.mailed(anna.id())).containsExactly("account-disabled", "account-enabled");
        assertThat(rows.audited(admin.id())).endsWith("account_disabled success", "account_enabled success");
    }

    @Test
    void changesARoleAtOnce() {
        Api.Person anna = api.newPerson();

        change(admin, anna.id(), Map.of("role", "administrator"));

        assertThat(Answer.get(anna.http(), "/api/admin/users").status())
                .as("tokens of the old role are refused")
                .isEqualTo(401);
        Api.Person again = api.signIn(anna.email());
        assertThat(Answer.get(again.http(), "/api/admin/users").status()).isEqualTo(200);
        change(admin, anna.id(), Map.of("role", "user"));
        assertThat(Answer.get(again.http(), "/api/admin/users").status()).isEqualTo(401);
        assertThat(Answer.get(api.signIn(anna.email()).http(), "/api/admin/users")
                        .status())
                .isEqualTo(404);
        assertThat(rows.mailed(anna.id())).containsExactly("role-administrator", "role-user");
    }

    @Test
    void turnsOffTheSecondFactorOfSomebodyWhoLostIt() {
        Api.Person anna = api.newPerson();
        Answer enrolment = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        String code = new Authenticator(enrolment.text("secret"), clock).code();
        Answer.to(anna.http(), "POST", "/api/account/totp/confirm", Map.of("code", code));
        assertThat(login(anna.email())).isEqualTo(401);

        Answer removed =
                Answer.to(admin.http(), "DELETE", "/api/admin/users/" + anna.id() + "/second-factor", Map.of());

        assertThat(removed.status()).isEqualTo(204);
        assertThat(Answer.get(anna.http(), "/api/account").status()).isEqualTo(401);
        assertThat(login(anna.email())).isEqualTo(200);
        assertThat(rows.mailed(anna.id())).endsWith("second-factor-removed");
        assertThat(rows.audited(admin.id())).endsWith("second_factor_removed success");
    }

    /** Or a stolen session would be enough to be rid of the factor, which otherwise takes password and code. */
    @Test
    void refusesToTurnOffOnesOwnSecondFactorWithoutProof() {
        Answer enrolment = Answer.to(admin.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        String code = new Authenticator(enrolment.text("secret"), clock).code();
        Answer.to(admin.http(), "POST", "/api/account/totp/confirm", Map.of("code", code));

        Answer refused =
                Answer.to(admin.http(), "DELETE", "/api/admin/users/" + admin.id() + "/second-factor", Map.of());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("conflict");
        assertThat(login(admin.email())).isEqualTo(401);
    }

    @Test
    void leavesOneAdministratorWhateverTwoOfThemDoToEachOther() throws ExecutionException, InterruptedException {
        for (int round = 0; round < 5; round++) {
            rows.run("update users set role = 'user'");
            Api.Person one = api.newPerson();
            Api.Person other = api.newPerson();
            promote(one);
            promote(other);
            AtomicInteger turn = new AtomicInteger();

            List<Answer> answers = Together.times(
                    2,
                    () -> turn.getAndIncrement() == 0
                            ? change(one, other.id(), Map.of("role", "user"))
                            : change(other, one.id(), Map.of("disabled", true)));

            assertThat(rows.administrators()).isGreaterThanOrEqualTo(1);
            assertThat(answers).extracting(Answer::status).containsOnlyOnce(200);
        }
    }

    @Test
    void refusesToTakeTheLastAdministratorAway() {
        rows.run("update users set role = 'user'");
        promote(admin);

        assertThat(change(admin, admin.id(), Map.of("role", "user")).code()).isEqualTo("last_administrator");
        assertThat(change(admin, admin.id(), Map.of("disabled", true)).code()).isEqualTo("last_administrator");
        Answer deletion = Answer.to(admin.http(), "DELETE", "/api/account", Map.of("password", Api.PASSWORD));
        assertThat(deletion.status()).isEqualTo(409);
        assertThat(deletion.code()).isEqualTo("last_administrator");
        assertThat(Answer.get(admin.http(), "/api/account").status()).isEqualTo(200);
    }

    private void promote(Api.Person person) {
        rows.change("update users set role = 'administrator' where id = :user", person.id());
    }

    private Answer change(Api.Person by, UUID id, Map<String, Object> change) {
        return Answer.to(by.http(), "PATCH", "/api/admin/users/" + id, change);
    }

    private int login(String email) {
        return Answer.to(api.anonymous(), "POST", "/api/auth/login", Map.of("email", email, "password", Api.PASSWORD))
                .status();
    }
}

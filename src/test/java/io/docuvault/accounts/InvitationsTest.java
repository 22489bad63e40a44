package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.SettableClock;
import io.docuvault.shared.Caller;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What an administrator offers and does to accounts. */
@AccountTest
class InvitationsTest {

    private static final String GOOD = "nine lanterns along the quay";

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Autowired
    SettableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    private Api.Person admin;
    private final String email = UUID.randomUUID() + "@example.org";

    @BeforeEach
    void anAdministrator() {
        admin = api.newPerson();
        rows.change("update users set role = 'administrator' where id = :user", admin.id());
    }

    @Test
    void makesTheAccountThatWasOfferedOnce() {
        Answer invited = invite(Map.of("email", email, "role", "administrator", "quotaBytes", 5_000_000));
        assertThat(invited.status()).isEqualTo(201);
        assertThat(invited.body().toString()).doesNotContain("token");
        String token = knownToken(invited.text("id"));

        Answer opened = post("/api/auth/invitation", Map.of("token", token));
        assertThat(opened.text("email")).isEqualTo(email);
        assertThat(accept(token, "password").status()).as("a known password").isEqualTo(422);
        Answer accepted = accept(token, GOOD);

        assertThat(accepted.status()).isEqualTo(201);
        assertThat(accepted.refreshToken()).isNotEmpty();
        assertThat(accepted.body().at("/user/email").asString()).isEqualTo(email);
        assertThat(accepted.body().at("/user/role").asString()).isEqualTo("administrator");
        assertThat(accepted.body().at("/user/quotaBytes").asLong()).isEqualTo(5_000_000);
        assertThat(accept(token, GOOD).code()).isEqualTo("invitation_invalid");
        assertThat(invite(Map.of("email", email)).code()).isEqualTo("email_taken");
        assertThat(rows.audited(admin.id())).endsWith("user_invited success");
    }

    @Test
    void isGoodForAWeek() {
        String token = knownToken(invite(Map.of("email", email)).text("id"));
        clock.advance(Duration.ofDays(7).plusMinutes(1));

        assertThat(post("/api/auth/invitation", Map.of("token", token)).status())
                .isEqualTo(410);
        assertThat(accept(token, GOOD).status()).isEqualTo(410);
    }

    @Test
    void isSentAgainWithAnotherLinkAndWithdrawn() {
        Answer invited = invite(Map.of("email", email));
        String id = invited.text("id");
        String first = knownToken(id);
        assertThat(invite(Map.of("email", email.toUpperCase(Locale.ROOT))).code())
                .isEqualTo("already_invited");

        assertThat(Answer.to(admin.http(), "POST", "/api/admin/invitations/" + id + "/resend", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(accept(first, GOOD).status()).isEqualTo(410);
        String second = knownToken(id);
        assertThat(Answer.get(admin.http(), "/api/admin/invitations").body().toString())
                .contains(email);
        assertThat(Answer.to(admin.http(), "DELETE", "/api/admin/invitations/" + id, Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(accept(second, GOOD).status()).isEqualTo(410);
        assertThat(rows.audited(admin.id())).endsWith("invitation_resent success", "invitation_withdrawn success");
    }

    @Test
    void endsWithWhoMadeItAndWithAnAccountOfItsOwn() {
        Api.Person another = api.newPerson();
        rows.change("update users set role = 'administrator' where id = :user", another.id());
        Answer offered = Answer.to(
                another.http(), "POST", "/api/admin/invitations", Map.of("email", email, "role", "administrator"));
        String first = knownToken(offered.text("id"));
        assertThat(Answer.to(admin.http(), "PATCH", "/api/admin/users/" + another.id(), Map.of("disabled", true))
                        .status())
                .isEqualTo(200);
        assertThat(accept(first, GOOD).status()).isEqualTo(410);

        String second = knownToken(
                invite(Map.of("email", email, "role", "administrator")).text("id"));
        assertThat(post("/api/auth/register", Map.of("email", email, "password", GOOD))
                        .status())
                .isEqualTo(201);
        assertThat(accept(second, GOOD).status()).isEqualTo(410);
    }

    @Test
    void changesAQuota() {
        Api.Person anna = api.newPerson();

        Answer changed =
                Answer.to(admin.http(), "PATCH", "/api/admin/users/" + anna.id(), Map.of("quotaBytes", 123_456_789));

        assertThat(changed.body().path("quotaBytes").asLong()).isEqualTo(123_456_789);
        assertThat(Answer.get(anna.http(), "/api/account")
                        .body()
                        .path("quotaBytes")
                        .asLong())
                .isEqualTo(123_456_789);
        assertThat(Answer.to(admin.http(), "PATCH", "/api/admin/users/" + anna.id(), Map.of("quotaBytes", -1))
                        .status())
                .isEqualTo(422);
        assertThat(rows.audited(admin.id())).endsWith("quota_changed success");
    }

    @Test
    void endsEverySessionAndLetsSignInAgain() {
        Api.Person anna = api.newPerson();

        assertThat(Answer.to(admin.http(), "DELETE", "/api/admin/users/" + anna.id() + "/sessions", Map.of())
                        .status())
                .isEqualTo(204);

        assertThat(Answer.get(anna.http(), "/api/account").status()).isEqualTo(401);
        assertThat(Answer.get(api.signIn(anna.email()).http(), "/api/account").status())
                .isEqualTo(200);
        assertThat(rows.mailed(anna.id())).contains("sessions-ended");
        assertThat(rows.audited(admin.id())).endsWith("sessions_ended_by_administrator success");
    }

    @Test
    void deletesAnAccountForWhoeverKnowsTheirOwnPassword() {
        Api.Person anna = api.newPerson();

        assertThat(remove(anna.id(), "not it").code()).isEqualTo("wrong_password");
        assertThat(Answer.get(anna.http(), "/api/account").status()).isEqualTo(200);
        assertThat(remove(admin.id(), Api.PASSWORD).code()).isEqualTo("conflict");
        assertThat(remove(anna.id(), Api.PASSWORD).status()).isEqualTo(202);

        assertThat(Answer.get(anna.http(), "/api/account").status()).isEqualTo(401);
        assertThat(rows.audited(admin.id())).endsWith("account_removed success");
        api.register(anna.email());
    }

    private Answer remove(UUID id, String password) {
        return Answer.to(admin.http(), "DELETE", "/api/admin/users/" + id, Map.of("password", password));
    }

    private Answer invite(Map<String, Object> wish) {
        return Answer.to(admin.http(), "POST", "/api/admin/invitations", wish);
    }

    private Answer accept(String token, String password) {
        return post("/api/auth/invitation/accept", Map.of("token", token, "password", password));
    }

    private Answer post(String path, Map<String, String> body) {
        return Answer.to(api.anonymous(), "POST", path, body);
    }

    /** Only its hash is kept, and the mail is sealed: a token of our own is put in its place. */
    private String knownToken(String invitation) {
        String token = UUID.randomUUID().toString();
        Caller.system()
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql(
                                "update invitations set token_hash = :hash where id = :id::uuid")
                        .param("hash", HexFormat.of().parseHex(Sha256.of(token).toString()))
                        .param("id", invitation)
                        .update()));
        return token;
    }
}

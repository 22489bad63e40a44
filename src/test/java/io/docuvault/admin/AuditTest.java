package io.docuvault.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reading the audit log: an administrator everybody's entries, everybody their own. */
@HttpTest
class AuditTest {

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private Api.Person admin;

    @BeforeEach
    void anAdministrator() {
        admin = api.newPerson();
        change("update users set role = 'administrator' where id = :user", admin.id());
    }

    @Test
    void isFilteredAndPagedNewestFirst() {
        Api.Person anna = api.newPerson();
        for (int i = 0; i < 3; i++) {
            api.signIn(anna.email());
        }
        failToSignIn(anna);

        List<String> found = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = audit("?limit=2&actor=" + anna.id() + after);
            for (JsonNode entry : page.path("items")) {
                found.add(entry.path("action").asString() + " "
                        + entry.path("outcome").asString());
                places.add(entry.path("seq").asLong());
                assertThat(entry.path("actorEmail").asString()).isEqualTo(anna.email());
                assertThat(entry.path("address").asString()).isNotEmpty();
                assertThat(entry.path("device").asString()).isNotEmpty();
            }
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!after.isEmpty());

        assertThat(found)
                .containsExactly(
                        "login failure",
                        "login success",
                        "login success",
                        "login success",
                        "login success",
                        "registered success");
        assertThat(places).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(audit("?outcome=failure&actor=" + anna.id()).path("items")).hasSize(1);
        assertThat(audit("?action=registered&actor=" + anna.id()).path("items")).hasSize(1);
        assertThat(audit("?address=203.0.113.99&actor=" + anna.id()).path("items"))
                .isEmpty();
        String from =
                audit("?limit=1&actor=" + anna.id()).at("/items/0/address").asString();
        assertThat(audit("?limit=1&address=" + from + "&actor=" + anna.id()).path("items"))
                .hasSize(1);
        assertThat(audit("?from=2100-01-01T00:00:00Z").path("items")).isEmpty();
        assertThat(audit("?to=2000-01-01T00:00:00Z").path("items")).isEmpty();
        assertThat(audit("/actions").valueStream().map(JsonNode::asString)).contains("login", "registered");
        assertThat(status("?after=nonsense")).isEqualTo(400);
        assertThat(status("?outcome=nonsense")).isEqualTo(422);
    }

    @Test
    void leavesAsCsvAndJsonAndSaysSo() {
        Api.Person anna = api.newPerson();

        String csv = text("/export?format=csv&actor=" + anna.id());
        JsonNode json = new JsonMapper().readTree(text("/export?format=json&actor=" + anna.id()));

        assertThat(csv.lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("\"seq\",\"at\",\"action\",\"outcome\",\"actor_id\"");
        assertThat(csv).contains("\"login\",\"success\",\"" + anna.id() + "\",\"" + anna.email() + "\"");
        assertThat(json).hasSize(2);
        JsonNode told = audit("?action=audit_exported&actor=" + admin.id()).path("items");
        assertThat(told).hasSize(2);
        assertThat(told.path(0).at("/details/format").asString()).isEqualTo("json");
        assertThat(told.path(0).at("/details/actor").asString())
                .isEqualTo(anna.id().toString());
    }

    @Test
    void keepsASpreadsheetFromTakingAFieldForAFormula() {
        assertThat(AuditDownload.row(Stream.of("=1+1", "@x", "-2", "+3", "\tx", "a\"b,c", "")))
                .isEqualTo("\"'=1+1\",\"'@x\",\"'-2\",\"'+3\",\"'\tx\",\"a\"\"b,c\",\"\"\r\n");
    }

    @Test
    void showsEverybodyTheirOwnTrailAndWhatAnAdministratorDid() {
        Api.Person anna = api.newPerson();
        Api.Person ben = api.newPerson();
        admin.http()
                .patch()
                .uri("/api/admin/users/" + anna.id())
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("role", "administrator"))
                .exchange()
                .expectStatus()
                .isOk();
        change("update users set role = 'user' where id = :user", anna.id());
        Api.Person again = api.signIn(anna.email());

        List<JsonNode> own = Api.json(again.http().get().uri("/api/account/audit"))
                .path("items")
                .valueStream()
                .toList();

        assertThat(own)
                .extracting(entry -> entry.path("action").asString())
                .containsExactly("login", "role_changed", "login", "registered");
        JsonNode byOthers = own.get(1);
        assertThat(byOthers.path("byOthers").asBoolean()).isTrue();
        assertThat(byOthers.path("address").isNull()).isTrue();
        assertThat(own.getFirst().path("device").asString()).isNotEmpty();
        assertThat(Api.json(ben.http().get().uri("/api/account/audit")).toString())
                .doesNotContain(anna.id().toString())
                .doesNotContain("role_changed");
    }

    @Test
    void saysWhereAQuotaWasExceededFrom() {
        Api.Person anna = api.newPerson();
        change("update users set quota_bytes = 1 where id = :user", anna.id());
        anna.http()
                .post()
                .uri("/api/documents")
                .body(Api.file("much.txt", "more than one byte".getBytes(UTF_8)))
                .exchange()
                .expectStatus()
                .is4xxClientError();

        await().until(() -> !audit("?action=quota_exceeded&actor=" + anna.id())
                .path("items")
                .isEmpty());
        JsonNode entry =
                audit("?action=quota_exceeded&actor=" + anna.id()).path("items").path(0);
        assertThat(entry.path("address").asString()).isNotEmpty();
        assertThat(entry.toString()).doesNotContain("much.txt");
    }

    private void failToSignIn(Api.Person person) {
        api.anonymous()
                .post()
                .uri("/api/auth/login")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", person.email(), "password", "not it at all"))
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    private JsonNode audit(String rest) {
        return Api.json(admin.http().get().uri("/api/admin/audit" + rest));
    }

    private int status(String rest) {
        return admin.http()
                .get()
                .uri("/api/admin/audit" + rest)
                .exchange()
                .returnResult()
                .getStatus()
                .value();
    }

    private String text(String rest) {
        byte[] body = admin.http()
                .get()
                .uri("/api/admin/audit" + rest)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(Objects.requireNonNull(body), UTF_8);
    }

    private void change(String sql, UUID user) {
        Caller.system()
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql(sql).param("user", user).update()));
    }
}

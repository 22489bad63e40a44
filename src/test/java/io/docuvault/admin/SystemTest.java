package io.docuvault.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The system's own state, as administrators see it. */
@HttpTest
class SystemTest {

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
    void saysWhichVersionsRunAndWhatRoomThereIs() {
        JsonNode versions = get("/versions");
        assertThat(versions.path("java").asString()).startsWith("25");
        assertThat(versions.path("postgresql").asString()).isNotEmpty();
        assertThat(versions.path("schema").asString()).isNotEmpty();

        JsonNode storage = get("/storage");
        assertThat(storage.at("/stores/0/preferred").asBoolean()).isTrue();
        assertThat(storage.at("/stores/0/problem").isNull()).isTrue();
        assertThat(storage.at("/disk/free").asLong()).isPositive();
        assertThat(storage.at("/disk/database").asLong()).isPositive();
    }

    @Test
    void countsConnectionsThatNeedTheirOwner() {
        change("""
                insert into connections (id, owner_id, kind, name, credentials, key_id, state, created_at, updated_at)
                values (gen_random_uuid(), :user, 'webdav', 'Secret name', decode('00', 'hex'), 'none', 'reconnect',
                    now(), now())
                """, admin.id());
        try {
            JsonNode storage = get("/storage");
            assertThat(storage.path("connections").valueStream())
                    .anySatisfy(count ->
                            assertThat(count.path("reconnect").asLong()).isPositive());
            assertThat(storage.toString()).doesNotContain("Secret name");
        } finally {
            change("delete from connections where owner_id = :user", admin.id());
        }
    }

    @Test
    void countsJobsAndHasFailedOnesWaitAgain() {
        UUID id = Ids.next();
        Caller.system()
                .run(() -> transactions.executeWithoutResult(_ ->
                        jdbc.sql("""
                                insert into jobs (id, owner_id, kind, queue, payload, state, attempt, max_attempts,
                                    created_at, run_at, finished_at, error_code, error_detail)
                                values (:id, :user, 'audit-export', 'DOCUMENTS', '{}', 'failed', 1, 1, now(), now(), now(),
                                    'test', 'For a test.')
                                """).param("id", id).param("user", admin.id()).update()));
        assertThat(failed()).isPositive();

        JsonNode retried = post("/queues/audit-export/retry", Map.of());

        assertThat(retried.path("jobs").asInt()).isPositive();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Objects.equals(
                        Caller.system()
                                .call(() -> transactions.<String>execute(
                                        _ -> jdbc.sql("select state from jobs where id = :id")
                                                .param("id", id)
                                                .query((row, _) -> row.getString("state"))
                                                .single())),
                        "done"));
        assertThat(audited("jobs_retried")).isPositive();
    }

    @Test
    void saysThatMailIsNotSet() {
        assertThat(get("/mail").toString()).doesNotContain("\"password\"");
        assertThat(post("/mail/test", Map.of()).path("outcome").asString()).isEqualTo("not_set");
        assertThat(audited("mail_tested")).isEqualTo(1);
    }

    @Test
    void verifiesInTheBackground() {
        post("/verifications", Map.of("scope", "audit", "thorough", true));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/verifications").at("/0/state").asString().equals("done"));
        JsonNode done = get("/verifications").path(0);
        assertThat(done.path("auditSeq").asLong()).isPositive();
        assertThat(done.at("/report/invariants")
                        .valueStream()
                        .map(invariant -> invariant.path("name").asString()))
                .containsExactly("audit-exports", "audit-log");
        assertThat(audited("verification_started")).isEqualTo(1);
    }

    private long failed() {
        return get("/queues")
                .valueStream()
                .filter(queue -> queue.path("queue").asString().equals("documents"))
                .mapToLong(queue -> queue.path("failed").asLong())
                .sum();
    }

    private long audited(String action) {
        return get("/audit?action=" + action + "&actor=" + admin.id())
                .path("items")
                .size();
    }

    private JsonNode get(String path) {
        return Api.json(admin.http().get().uri("/api/admin" + path));
    }

    private JsonNode post(String path, Map<String, Object> body) {
        byte[] answer = admin.http()
                .post()
                .uri("/api/admin" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .is2xxSuccessful()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new JsonMapper().readTree(answer == null || answer.length == 0 ? "{}".getBytes(UTF_8) : answer);
    }

    private void change(String sql, UUID user) {
        Caller.system()
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql(sql).param("user", user).update()));
    }
}

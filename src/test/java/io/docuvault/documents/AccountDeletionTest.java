package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.secondfactor.Authenticator;
import io.docuvault.shared.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Of a deleted account nothing is left, in whatever table or store, but what the audit log keeps. */
@HttpTest
class AccountDeletionTest {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Value("${docuvault.storage.directory}")
    Path files;

    @Test
    void leavesNothingButTheAuditTrail() throws IOException {
        Vault anna = new Vault(api.newPerson());
        UUID id = anna.person.id();
        String topic = anna.post("/api/topics", Map.of("name", "Insurance"))
                .body()
                .get("id")
                .asString();
        JsonNode read = anna.read(anna.upload("policy.txt", Vault.text("insurance policy for the harbour shed")));
        anna.patch("/api/documents/" + read.get("id").asString(), Map.of("topics", List.of(topic)));
        anna.upload("just-arrived.txt", Vault.text("nobody has read this one yet"));
        JsonNode waiting = anna.announce("waiting.bin", new byte[100], Map.of()).body();
        anna.sendPart(waiting.get("parts").get(0), new byte[100]);
        assertThat(rowsOf(id))
                .containsKeys("users", "documents", "document_texts", "search_words", "topics", "uploads");
        assertThat(objectsOf(id, waiting.get("id").asString())).isNotEmpty();

        assertThat(delete(anna, Api.PASSWORD).status()).isEqualTo(202);

        await().atMost(Duration.ofSeconds(60)).until(() -> rowsOf(id).isEmpty());
        assertThat(objectsOf(id, waiting.get("id").asString())).isEmpty();
        assertThat(audited(id)).contains("registered", "login", "account_deleted");
        assertThat(farewells(anna.person.email())).isEqualTo(1);
    }

    @Test
    void closesTheAccountAtOnceAndFreesItsAddress() {
        Vault anna = new Vault(api.newPerson());

        Vault.Answer wrong = delete(anna, "not her password");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.code()).isEqualTo("wrong_password");
        assertThat(anna.get("/api/account").status()).isEqualTo(200);

        var answer = anna.http
                .method(HttpMethod.DELETE)
                .uri("/api/account")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("password", Api.PASSWORD))
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectCookie()
                .maxAge(Api.REFRESH_COOKIE, Duration.ZERO)
                .returnResult(byte[].class);
        assertThat(answer.getStatus().value()).isEqualTo(202);

        assertThat(anna.get("/api/account").status()).isEqualTo(401);
        api.register(anna.person.email());
        Vault again = new Vault(api.signIn(anna.person.email()));
        assertThat(again.person.id()).isNotEqualTo(anna.person.id());
        assertThat(again.get("/api/documents").body().get("items")).isEmpty();
    }

    @Test
    void asksForTheSecondFactorWhereThereIsOne() {
        Vault anna = new Vault(api.newPerson());
        String secret = anna.post("/api/account/totp", Map.of("password", Api.PASSWORD))
                .body()
                .get("secret")
                .asString();
        Authenticator app = new Authenticator(secret, Clock.systemUTC());
        String enrolmentCode = app.code();
        String backupCode = anna.post("/api/account/totp/confirm", Map.of("code", enrolmentCode))
                .body()
                .at("/backupCodes/0")
                .asString();

        Vault.Answer without = delete(anna, Map.of("password", Api.PASSWORD));
        Vault.Answer used = delete(anna, Map.of("password", Api.PASSWORD, "totpCode", enrolmentCode));
        Vault.Answer wrong = delete(anna, Map.of("password", Api.PASSWORD, "backupCode", "0000-0000-00"));
        Vault.Answer wrongPassword = delete(anna, Map.of("password", "not hers", "backupCode", backupCode));

        assertThat(List.of(without, used, wrong, wrongPassword))
                .extracting(Vault.Answer::status)
                .containsOnly(422);
        assertThat(List.of(without, used, wrong)).extracting(Vault.Answer::code).containsOnly("invalid_code");
        assertThat(wrongPassword.code()).isEqualTo("wrong_password");
        assertThat(anna.get("/api/account").status()).isEqualTo(200);

        assertThat(delete(anna, Map.of("password", Api.PASSWORD, "backupCode", backupCode))
                        .status())
                .isEqualTo(202);
        assertThat(anna.get("/api/account").status()).isEqualTo(401);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> rowsOf(anna.person.id()).isEmpty());
    }

    /** Many documents are being read, and another upload is completed, while the account goes. */
    @Test
    void bringsNothingBackThatWasUnderWay() throws IOException {
        Vault anna = new Vault(api.newPerson());
        UUID id = anna.person.id();
        for (int number = 0; number < 12; number++) {
            anna.upload("page-" + number + ".txt", Vault.text("under way"));
        }

        Thread late = Thread.ofVirtual().start(() -> {
            for (int number = 0; number < 40; number++) {
                anna.http
                        .post()
                        .uri("/api/documents")
                        .body(Api.file("late-" + number + ".txt", Vault.text("late")))
                        .exchange();
            }
        });
        assertThat(delete(anna, Api.PASSWORD).status()).isEqualTo(202);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> !late.isAlive() && rowsOf(id).isEmpty());
        assertThat(objectsOf(id)).isEmpty();
        assertThat(rowsOf(id)).isEmpty();
    }

    private static Vault.Answer delete(Vault vault, String password) {
        return delete(vault, Map.of("password", password));
    }

    private static Vault.Answer delete(Vault vault, Map<String, String> proof) {
        return Vault.answer(vault.http
                .method(HttpMethod.DELETE)
                .uri("/api/account")
                .contentType(MediaType.APPLICATION_JSON)
                .body(proof));
    }

    /** How many rows each table has of somebody; a table that is added later is looked at without a change here. */
    private Map<String, Long> rowsOf(UUID owner) {
        return system(() -> {
            Map<String, Long> rows = new TreeMap<>();
            List<@Nullable String> tables = jdbc.sql("""
                            select table_name from information_schema.columns
                            where table_schema = 'public' and column_name = 'owner_id'
                            """).query(String.class).list();
            tables.forEach(table -> rows.put(table, count(table, "owner_id", owner)));
            rows.put("users", count("users", "id", owner));
            rows.values().removeIf(number -> number == 0);
            return rows;
        });
    }

    private long count(@Nullable String table, String column, UUID owner) {
        return jdbc.sql("select count(*) from " + table + " where " + column + " = :owner")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }

    private List<String> audited(UUID user) {
        return system(() -> jdbc.sql("select action from audit_entries where actor_id = :user")
                .param("user", user)
                .query(String.class)
                .list());
    }

    private int farewells(String email) {
        return system(
                () -> jdbc.sql("""
                        select count(*) from jobs
                        where kind = 'mail' and payload ->> 'template' = 'account-deleted' and payload ->> 'to' = :email
                        """).param("email", email).query(Integer.class).single());
    }

    /** Files whose path names the user, or one of these uploads. */
    private List<Path> objectsOf(UUID owner, String... uploads) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(owner.toString())
                            || Stream.of(uploads).anyMatch(file.toString()::contains))
                    .toList();
        }
    }

    private <T> T system(Supplier<T> query) {
        return Caller.system().call(() -> Objects.requireNonNull(transactions.execute(_ -> query.get())));
    }
}

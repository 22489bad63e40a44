package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.storage.Stores;
import io.docuvault.storage.s3.FaultyProxy;
import io.docuvault.storage.s3.FaultyProxy.Fault;
import io.docuvault.storage.s3.S3Server;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Uploads that are verified by a job: here all of more than a thousand bytes are that large. */
@HttpTest
class LargeUploadTest {

    private static final String READING = "GET /vault/[.]staging/[^?]*";
    private static final int SIZE = 60_000;
    private static final S3Server SERVER = new S3Server();
    private static final FaultyProxy PROXY = new FaultyProxy(SERVER.address());

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("MINIO_ENDPOINT", () -> PROXY.address().toString());
        registry.add("MINIO_ACCESS_KEY", () -> S3Server.ACCESS_KEY);
        registry.add("MINIO_SECRET_KEY", () -> S3Server.SECRET_KEY);
        registry.add("MINIO_BUCKET", () -> "vault");
        registry.add("docuvault.documents.verify-at-once", () -> "1000B");
        registry.add("docuvault.documents.completion-patience", () -> "2s");
    }

    @Autowired
    Api api;

    @Autowired
    Stores stores;

    private Vault anna;
    private byte[] content;

    @AfterAll
    static void stop() {
        PROXY.close();
        SERVER.close();
    }

    @BeforeEach
    void register() {
        await().ignoreExceptions().untilAsserted(() -> stores.preferred().check());
        anna = new Vault(api.newPerson());
        content = new byte[SIZE];
        new Random().nextBytes(content);
    }

    @AfterEach
    void behave() {
        PROXY.behave();
    }

    private JsonNode sent(Map<String, Object> more) {
        JsonNode upload = anna.announce("large.bin", content, more).body();
        upload.get("parts").forEach(part -> anna.sendPart(part, content));
        return upload;
    }

    private JsonNode now(JsonNode upload) {
        return anna.get("/api/uploads/" + upload.get("id").asString()).body();
    }

    private String state(JsonNode upload) {
        return now(upload).get("state").asString();
    }

    private void awaitState(JsonNode upload, String state) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(state(upload)).isEqualTo(state));
    }

    private void assertUsed(long used, long reserved) {
        JsonNode account = anna.account();
        assertThat(account.get("usedBytes").asLong()).isEqualTo(used);
        assertThat(account.get("reservedBytes").asLong()).isEqualTo(reserved);
    }

    private List<JsonNode> documents() {
        return anna.get("/api/documents").body().get("items").valueStream().toList();
    }

    @Test
    void isVerifiedBehindTheRequestWhereThatTakesLong() {
        JsonNode upload = sent(Map.of());
        PROXY.spoil(READING, Fault.HELD);
        Vault.Answer accepted = anna.complete(upload, Map.of());
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body().get("state").asString()).isEqualTo("verifying");
        assertThat(accepted.body().get("parts")).isEmpty();
        assertThat(accepted.body().get("problem").isNull()).isTrue();
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(202);
        assertThat(anna.get("/api/uploads").body().at("/items/0/state").asString())
                .isEqualTo("verifying");
        assertThat(documents()).isEmpty();
        assertUsed(0, SIZE);

        PROXY.behave();
        awaitState(upload, "stored");
        assertUsed(SIZE, 0);
        Vault.Answer again = anna.complete(upload, Map.of());
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body().get("id")).isEqualTo(upload.get("documentId"));
        assertThat(again.body().get("sha256").asString()).isEqualTo(Vault.sha256(content));
        assertThat(documents()).hasSize(1);
    }

    @Test
    void isAnsweredWithTheDocumentWhereThatComesInTime() {
        JsonNode upload = sent(Map.of());
        PROXY.spoil(READING, Fault.HELD);
        CompletableFuture<Vault.Answer> waiting = CompletableFuture.supplyAsync(() -> anna.complete(upload, Map.of()));
        awaitState(upload, "verifying");
        PROXY.behave();
        assertThat(waiting.join().status()).isEqualTo(201);
        assertThat(waiting.join().body().get("id")).isEqualTo(upload.get("documentId"));
    }

    @Test
    void failsForGoodIfItIsNotWhatWasAnnounced() {
        JsonNode upload = sent(Map.of());
        PROXY.spoil(READING, Fault.HELD);
        Map<String, Object> hash = Map.of("sha256", Vault.sha256(Vault.text("other")));
        assertThat(anna.complete(upload, hash).status()).isEqualTo(202);
        PROXY.behave();
        awaitState(upload, "failed");
        assertThat(now(upload).at("/problem/code").asString()).isEqualTo("content_mismatch");
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(422);
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("content_mismatch");
        assertThat(documents()).isEmpty();
        assertUsed(0, 0);
    }

    @Test
    void waitsForItsOwnerIfTheyHaveTheSameBytesAlready() {
        JsonNode first = sent(Map.of());
        JsonNode second = sent(Map.of());
        anna.complete(first, Map.of());
        awaitState(first, "stored");
        Map<String, Object> hash = Map.of("sha256", Vault.sha256(content));
        Vault.Answer atOnce = anna.complete(second, hash);
        assertThat(atOnce.code()).isEqualTo("duplicate");
        assertThat(state(second)).isEqualTo("pending");

        PROXY.spoil(READING, Fault.HELD);
        assertThat(anna.complete(second, Map.of()).status()).isEqualTo(202);
        PROXY.behave();
        awaitState(second, "pending");
        JsonNode problem = now(second).get("problem");
        assertThat(problem.get("code").asString()).isEqualTo("duplicate");
        assertThat(problem.get("documentId")).isEqualTo(first.get("documentId"));
        assertThat(problem.get("trashed").asBoolean()).isFalse();

        anna.complete(second, Map.of("allowDuplicate", true));
        awaitState(second, "stored");
        assertThat(now(second).get("problem").isNull()).isTrue();
        assertUsed(2L * SIZE, 0);
    }

    @Test
    void isTriedAgainWhileTheStoreIsAway() {
        JsonNode upload = sent(Map.of());
        PROXY.spoil(READING, Fault.UNAVAILABLE);
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(202);
        PROXY.behave();
        awaitState(upload, "stored");
        assertUsed(SIZE, 0);
    }

    @Test
    void canBeCompletedAgainOnceItsJobHasGivenUp() {
        JsonNode upload = sent(Map.of());
        PROXY.spoil(READING, Fault.HELD);
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(202);
        String job = anna.get("/api/jobs").body().at("/items/0/id").asString();
        assertThat(anna.post("/api/jobs/" + job + "/cancel", Map.of()).status()).isEqualTo(200);
        assertThat(state(upload)).isEqualTo("pending");
        assertThat(now(upload).at("/problem/code").asString()).isEqualTo("cancelled");
        PROXY.behave();
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(documents())
                        .as("what the cancelled attempt did counts for nothing")
                        .isEmpty());
        anna.complete(upload, Map.of());
        awaitState(upload, "stored");
        assertThat(documents()).hasSize(1);
        assertUsed(SIZE, 0);
    }

    @Test
    void makesNoDocumentOnceItIsGivenUp() {
        JsonNode upload = sent(Map.of());
        PROXY.spoil(READING, Fault.HELD);
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(202);
        assertThat(anna.delete("/api/uploads/" + upload.get("id").asString()).status())
                .isEqualTo(204);
        assertUsed(0, 0);
        PROXY.behave();
        String job = anna.get("/api/jobs").body().at("/items/0/id").asString();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(anna.get("/api/jobs").body().get("items"))
                        .filteredOn(each -> each.get("id").asString().equals(job))
                        .extracting(each -> each.get("state").asString())
                        .containsExactly("done"));
        assertThat(state(upload)).isEqualTo("aborted");
        assertThat(documents()).isEmpty();
        assertUsed(0, 0);
    }

    @Test
    void aPartThatIsMissingIsToldAtOnce() {
        JsonNode upload = anna.announce("large.bin", content, Map.of()).body();
        Vault.Answer incomplete = anna.complete(upload, Map.of());
        assertThat(incomplete.code()).isEqualTo("upload_incomplete");
        assertThat(incomplete.body().get("missing")).extracting(JsonNode::asInt).containsExactly(1);
        assertThat(state(upload)).isEqualTo("pending");
    }
}

package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.SettableClock;
import io.docuvault.shared.Caller;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.Stores;
import io.docuvault.storage.s3.FaultyProxy;
import io.docuvault.storage.s3.FaultyProxy.Fault;
import io.docuvault.storage.s3.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The whole server on an S3 store, through which it is used as a browser uses it, and which fails in all ways. */
@HttpTest
@Import(SettableClock.Configuration.class)
class S3DocumentsTest {

    private static final int PART = 8 * 1024 * 1024;
    private static final S3Server SERVER = new S3Server();
    private static final FaultyProxy PROXY = new FaultyProxy(SERVER.address());

    @DynamicPropertySource
    static void useS3(DynamicPropertyRegistry registry) {
        registry.add("MINIO_ENDPOINT", () -> PROXY.address().toString());
        registry.add("MINIO_ACCESS_KEY", () -> S3Server.ACCESS_KEY);
        registry.add("MINIO_SECRET_KEY", () -> S3Server.SECRET_KEY);
        registry.add("MINIO_BUCKET", () -> "vault");
        registry.add("FRONTEND_URL", () -> S3Server.ORIGIN);
        registry.add("docuvault.storage.s3.timeout", () -> "700ms");
    }

    @Autowired
    Api api;

    @Autowired
    Stores stores;

    @Autowired
    StoreSweep storeSweep;

    @Autowired
    UploadSweep uploadSweep;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    SettableClock clock;

    private Vault anna;

    @AfterAll
    static void stop() {
        PROXY.close();
        SERVER.close();
    }

    @BeforeEach
    void register() {
        await().ignoreExceptions().untilAsserted(() -> stores.preferred().check());
        anna = new Vault(api.newPerson());
    }

    @AfterEach
    void behave() {
        PROXY.behave();
        clock.reset();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }

    private JsonNode announced(String name, byte[] content) {
        return anna.announce(name, content, Map.of("sha256", Vault.sha256(content)))
                .body();
    }

    private byte[] downloaded(JsonNode document) {
        HttpResponse<byte[]> answer = anna.fetch(
                api.baseUrl() + "/api/documents/" + document.get("id").asString() + "/content",
                "Authorization",
                "Bearer " + anna.person.accessToken(),
                "User-Agent",
                "docuvault-test/1.0");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private String storeOf(JsonNode document) {
        return inDatabase("select store || ' ' || blob_ref from documents where id = '"
                + document.get("id").asString() + "'");
    }

    private String inDatabase(String query) {
        return Caller.user(anna.person.id())
                .call(() -> java.util.Objects.requireNonNull(transactions.execute(
                        _ -> jdbc.sql(query).query(String.class).single())));
    }

    @Test
    void aSmallFileGoesStraightToTheStoreAndIsReadFromIt() {
        byte[] content = Vault.text("Small, in one request");
        JsonNode upload = announced("small.txt", content);
        JsonNode part = upload.get("parts").get(0);
        assertThat(part.get("url").asString()).startsWith(PROXY.address() + "/vault/.staging/");
        anna.sendPart(part, content);
        JsonNode document = anna.complete(upload, Map.of()).body();
        assertThat(storeOf(document))
                .matches("s3 " + anna.person.id() + "/" + document.get("id").asString() + "/[0-9a-f-]{36}\\.txt");
        assertThat(downloaded(document)).isEqualTo(content);
        assertThat(anna.read(document).get("status").asString()).isEqualTo("ready");
    }

    @Test
    void aLargeFileGoesInPartsThatCanBeResumed() {
        byte[] content = bytes(2 * PART + 12_345);
        JsonNode upload = announced("large.bin", content);
        assertThat(upload.get("parts")).hasSize(3);
        anna.sendPart(upload.get("parts").get(2), content);
        JsonNode resumed =
                anna.get("/api/uploads/" + upload.get("id").asString()).body();
        assertThat(resumed.get("parts"))
                .extracting(part -> part.get("arrived").asBoolean())
                .containsExactly(false, false, true);
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("upload_incomplete");
        anna.sendPart(resumed.get("parts").get(0), content);
        anna.sendPart(resumed.get("parts").get(1), content);
        JsonNode document = anna.complete(upload, Map.of()).body();
        assertThat(downloaded(document)).isEqualTo(content);
        assertThat(anna.complete(upload, Map.of()).body().get("id")).isEqualTo(document.get("id"));
        assertThat(inventory(Instant.MAX))
                .doesNotContain(UUID.fromString(upload.get("id").asString()));
    }

    @Test
    void ofADeletedAccountNothingIsLeftInTheStore() throws IOException {
        anna.upload("policy.txt", Vault.text("gone with its owner"));
        byte[] waiting = bytes(2 * PART + 1);
        JsonNode upload = announced("waiting.bin", waiting);
        anna.sendPart(upload.get("parts").get(0), waiting);
        UUID id = anna.person.id();
        assertThat(objectsOf(id)).isEqualTo(1);
        Vault.Answer deleted = Vault.answer(anna.http
                .method(org.springframework.http.HttpMethod.DELETE)
                .uri("/api/account")
                .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
                .body(Map.of("password", Api.PASSWORD)));
        assertThat(deleted.status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(60)).until(() -> objectsOf(id) == 0);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !inventory(Instant.MAX)
                        .contains(UUID.fromString(upload.get("id").asString())));
    }

    private long objectsOf(UUID owner) throws IOException {
        try (Stream<Inventory.FoundObject> all =
                stores.get("s3").inventory().orElseThrow().objectsBefore(Instant.MAX)) {
            return all.filter(object -> object.owner().equals(owner)).count();
        }
    }

    @Test
    void aFormGoesThroughTheServerIntoTheStore() {
        byte[] content = bytes(PART + 77);
        JsonNode document = Api.json(anna.http.post().uri("/api/documents").body(Api.file("form.bin", content)));
        assertThat(storeOf(document)).startsWith("s3 ");
        assertThat(downloaded(document)).isEqualTo(content);
    }

    @Test
    void rangesAreReadFromTheStore() {
        byte[] content = bytes(300_000);
        JsonNode document = anna.upload("ranges.bin", content);
        HttpResponse<byte[]> answer = anna.fetch(
                api.baseUrl() + "/api/documents/" + document.get("id").asString() + "/content",
                "Authorization",
                "Bearer " + anna.person.accessToken(),
                "User-Agent",
                "docuvault-test/1.0",
                "Range",
                "bytes=100000-100099");
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(java.util.Arrays.copyOfRange(content, 100_000, 100_100));
    }

    @Test
    void aLinkLeadsToTheStore() {
        byte[] content = Vault.text("linked");
        JsonNode document = anna.upload("linked.txt", content);
        String url = anna.get("/api/documents/" + document.get("id").asString() + "/link")
                .body()
                .get("url")
                .asString();
        assertThat(url).startsWith(PROXY.address() + "/vault/");
        HttpResponse<byte[]> answer = anna.fetch(url);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
    }

    @Test
    void aLinkLetsNoBrowserRunAnything() {
        byte[] page = Vault.text("<html><script>alert(1)</script></html>");
        JsonNode document = anna.upload("page.html", page);
        String url = anna.get("/api/documents/" + document.get("id").asString() + "/link?disposition=inline")
                .body()
                .get("url")
                .asString();
        HttpResponse<byte[]> answer = anna.fetch(url);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        // What the link was signed for can't be exchanged.
        assertThat(anna.fetch(url.replace("attachment", "inline")).statusCode()).isEqualTo(403);
        assertThat(anna.fetch(url.replace("octet-stream", "xhtml%2Bxml")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void pagesMayTalkToTheStoreAndNothingElse() {
        String policy = java.util.Objects.requireNonNull(api.anonymous()
                .get()
                .uri("/")
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseHeaders()
                .getFirst("Content-Security-Policy"));
        assertThat(policy).contains("connect-src 'self' " + PROXY.address() + ";");
    }

    @Test
    void documentsOfTheFileStoreAreStillThere() throws IOException {
        byte[] content = Vault.text("from before");
        JsonNode document = anna.upload("old.txt", content);
        BlobStore files = stores.get("filesystem");
        UUID id = UUID.fromString(document.get("id").asString());
        BlobKey key = BlobKey.of(anna.person.id(), id, UUID.randomUUID(), "old.txt");
        BlobRef ref = files.promote(
                files.stage(UUID.randomUUID(), new ByteArrayInputStream(content), OptionalLong.empty()), key);
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql("update documents set store = 'filesystem', blob_ref = :ref where id = :id")
                                .param("ref", ref.value())
                                .param("id", id)
                                .update()));
        assertThat(downloaded(document)).isEqualTo(content);
        // Looked up once a minute at the most.
        clock.advance(Duration.ofMinutes(2));
        JsonNode parts = Api.json(api.anonymous().get().uri("/health")).get("parts");
        assertThat(parts.at("/storage/status").asString()).isEqualTo("ok");
        assertThat(parts.at("/earlier_storage/status").asString()).isEqualTo("ok");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"INTERNAL_ERROR", "UNAVAILABLE", "SILENCE", "CUT_AT_0", "CUT_AT_50", "CUT_AT_99"})
    void aStoreThatFailsWhileItIsReadMakesNoDocumentUntilItWorksAgain(Fault fault) {
        byte[] content = bytes(200_000);
        JsonNode upload = announced("faulty.bin", content);
        anna.sendPart(upload.get("parts").get(0), content);
        PROXY.spoil("GET /vault/[.]staging/.*", fault);
        Vault.Answer failed = anna.complete(upload, Map.of());
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.code()).isEqualTo("storage_unavailable");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        PROXY.behave();
        JsonNode document = anna.complete(upload, Map.of()).body();
        assertThat(downloaded(document)).isEqualTo(content);
        assertUsed(content.length);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"WRONG_LENGTH", "WRONG_BYTES", "OK_WITH_ERROR"})
    void aStoreThatAnswersOtherBytesMakesNoDocumentAndTheRoomIsGivenBack(Fault fault) {
        byte[] content = bytes(200_000);
        JsonNode upload = announced("other.bin", content);
        anna.sendPart(upload.get("parts").get(0), content);
        PROXY.spoil("GET /vault/[.]staging/.*", fault);
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("content_mismatch");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        assertUsed(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"INTERNAL_ERROR", "UNAVAILABLE", "SILENCE", "CUT_AT_50", "OK_WITH_ERROR"})
    void aStoreThatDoesNotMoveTheBytesMakesNoDocumentUntilItDoes(Fault fault) {
        byte[] content = bytes(50_000);
        JsonNode upload = announced("unmoved.bin", content);
        anna.sendPart(upload.get("parts").get(0), content);
        PROXY.spoil("PUT /vault/" + anna.person.id() + "/.*", fault);
        Vault.Answer failed = anna.complete(upload, Map.of());
        assertThat(failed.code()).isEqualTo("storage_unavailable");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        PROXY.behave();
        assertThat(downloaded(anna.complete(upload, Map.of()).body())).isEqualTo(content);
        assertUsed(content.length);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"INTERNAL_ERROR", "UNAVAILABLE", "SILENCE", "CUT_AT_0"})
    void aStoreThatDoesNotBeginAnUploadCostsNoQuota(Fault fault) {
        PROXY.spoil("POST /vault/.*", fault);
        Vault.Answer failed = anna.post("/api/uploads", Map.of("name", "big.bin", "size", 3L * PART));
        assertThat(failed.code()).isEqualTo("storage_unavailable");
        assertUsed(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"INTERNAL_ERROR", "UNAVAILABLE", "SILENCE", "CUT_AT_0", "CUT_AT_50", "OK_WITH_ERROR"})
    void aFormIntoAFailingStoreLeavesNothing(Fault fault) {
        PROXY.spoil("(PUT|POST) /vault/[.]staging/.*", fault);
        Vault.Answer failed =
                Vault.answer(anna.http.post().uri("/api/documents").body(Api.file("f.bin", bytes(9_000_000))));
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.code()).isEqualTo("storage_unavailable");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        assertUsed(0);
    }

    @Test
    void aStoreThatIsFullSaysSoAndCostsNoQuota() {
        PROXY.spoil("(PUT|POST) /vault/.*", Fault.FULL);
        Vault.Answer begun = anna.post("/api/uploads", Map.of("name", "big.bin", "size", 3L * PART));
        assertThat(begun.status()).isEqualTo(507);
        assertThat(begun.code()).isEqualTo("storage_full");
        Vault.Answer form =
                Vault.answer(anna.http.post().uri("/api/documents").body(Api.file("f.bin", bytes(100_000))));
        assertThat(form.status()).isEqualTo(507);
        assertThat(form.code()).isEqualTo("storage_full");
        assertUsed(0);
        PROXY.behave();

        byte[] content = bytes(50_000);
        JsonNode upload = announced("unmoved.bin", content);
        anna.sendPart(upload.get("parts").get(0), content);
        PROXY.spoil("PUT /vault/" + anna.person.id() + "/.*", Fault.FULL);
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("storage_full");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        assertThat(anna.delete("/api/uploads/" + upload.get("id").asString()).status())
                .isEqualTo(204);
        assertUsed(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "INTERNAL_ERROR",
                "UNAVAILABLE",
                "SILENCE",
                "CUT_AT_0",
                "CUT_AT_50",
                "CUT_AT_99",
                "WRONG_LENGTH",
                "WRONG_BYTES",
                "OK_WITH_ERROR"
            })
    void aFormThatCantBeReadBackLeavesNothing(Fault fault) {
        PROXY.spoil("GET /vault/[.]staging/[^?]*", fault);
        Vault.Answer failed =
                Vault.answer(anna.http.post().uri("/api/documents").body(Api.file("f.bin", bytes(200_000))));
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.code()).isEqualTo("storage_unavailable");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        assertUsed(0);
    }

    @Test
    void ofManyFormsAndAnnouncementsThatEachFillMostOfTheQuotaOneIsAccepted() {
        FullQuota.assertOneOfTwentyIsAccepted(anna, jdbc, transactions);
    }

    @Test
    void urlsThatHaveExpiredAreReplacedByFreshOnes() {
        byte[] content = bytes(PART + 5_000);
        JsonNode upload = anna.announce("late.bin", content, Map.of()).body();
        anna.sendPart(upload.get("parts").get(0), content);
        // The URLs end with the upload: what is signed now for an upload that ends in two seconds is what expires.
        inDatabase("update uploads set expires_at = now() + interval '2 seconds' returning id::text");
        JsonNode expiring = anna.get("/api/uploads/" + upload.get("id").asString())
                .body()
                .get("parts")
                .get(1);
        byte[] second = java.util.Arrays.copyOfRange(content, PART, content.length);
        inDatabase("update uploads set expires_at = now() + interval '1 day' returning id::text");
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(anna.put(expiring.get("url").asString(), headers(expiring), second)
                                .statusCode())
                        .isEqualTo(403));
        JsonNode fresh = anna.get("/api/uploads/" + upload.get("id").asString()).body();
        assertThat(fresh.get("parts"))
                .extracting(part -> part.get("arrived").asBoolean())
                .containsExactly(true, false);
        anna.sendPart(fresh.get("parts").get(1), content);
        assertThat(downloaded(anna.complete(upload, Map.of()).body())).isEqualTo(content);
    }

    private static Map<String, String> headers(JsonNode part) {
        Map<String, String> headers = new HashMap<>();
        part.get("headers").forEachEntry((name, value) -> headers.put(name, value.asString()));
        headers.putIfAbsent("content-type", "application/x-www-form-urlencoded");
        return headers;
    }

    @Test
    void aPartThatTheStoreOnlySaysItTookIsMissing() {
        byte[] content = bytes(1000);
        JsonNode upload = announced("lost.bin", content);
        PROXY.spoil("PUT /vault/[.]staging/.*", Fault.OK_WITH_ERROR);
        anna.sendPart(upload.get("parts").get(0), content);
        PROXY.behave();
        Vault.Answer incomplete = anna.complete(upload, Map.of());
        assertThat(incomplete.code()).isEqualTo("upload_incomplete");
        assertThat(incomplete.body().get("missing")).extracting(JsonNode::asInt).containsExactly(1);
    }

    @Test
    void anAbortGivesTheRoomBackEvenWhereTheStoreIsAway() {
        byte[] content = bytes(1000);
        JsonNode upload = announced("away.bin", content);
        anna.sendPart(upload.get("parts").get(0), content);
        PROXY.spoil(".*", Fault.UNAVAILABLE);
        assertThat(anna.delete("/api/uploads/" + upload.get("id").asString()).status())
                .isEqualTo(204);
        assertUsed(0);
        assertThat(Api.json(api.anonymous().get().uri("/health"))
                        .at("/parts/storage/status")
                        .asString())
                .isEqualTo("degraded");
        PROXY.behave();
        UUID id = UUID.fromString(upload.get("id").asString());
        assertThat(inventory(Instant.MAX)).contains(id);
        clock.advance(Duration.ofDays(2));
        Caller.system().run(storeSweep::run);
        assertThat(inventory(Instant.MAX)).doesNotContain(id);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"INTERNAL_ERROR", "UNAVAILABLE", "SILENCE", "CUT_AT_0"})
    void aDownloadThatCantBeginSaysSo(Fault fault) {
        JsonNode document = anna.upload("down.bin", bytes(100_000));
        PROXY.spoil("GET /vault/" + anna.person.id() + "/.*", fault);
        Vault.Answer answer = anna.get("/api/documents/" + document.get("id").asString() + "/content");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.code()).isEqualTo("storage_unavailable");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT_AT_50", "CUT_AT_99", "WRONG_LENGTH"})
    void aDownloadThatIsCutShortBreaksInsteadOfLookingWhole(Fault fault) {
        JsonNode document = anna.upload("broken.bin", bytes(3_000_000));
        PROXY.spoil("GET /vault/" + anna.person.id() + "/.*", fault);
        assertThatThrownBy(() -> downloaded(document)).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void theSweepRemovesWhatNothingKnowsOfAndNothingElse() throws IOException {
        byte[] content = Vault.text("kept");
        JsonNode kept = anna.upload("kept.txt", content);
        JsonNode pending = announced("pending.bin", bytes(100));
        BlobStore store = stores.preferred();
        BlobRef orphan = orphan(anna.person.id());
        BlobRef foreign = orphan(UUID.randomUUID());
        // An upload's URL is used once more after its end.
        byte[] repeated = Vault.text("again");
        JsonNode upload = announced("again.bin", repeated);
        anna.sendPart(upload.get("parts").get(0), repeated);
        anna.complete(upload, Map.of());
        anna.sendPart(upload.get("parts").get(0), repeated);
        UUID again = UUID.fromString(upload.get("id").asString());

        Caller.system().run(storeSweep::run);
        assertThat(store.length(orphan)).isPresent();
        assertThat(inventory(Instant.MAX)).contains(again);

        clock.advance(Duration.ofDays(2));
        Caller.system().run(storeSweep::run);
        assertThat(store.length(orphan)).isEmpty();
        assertThat(store.length(foreign)).isPresent();
        assertThat(inventory(Instant.MAX)).doesNotContain(again);
        clock.reset();
        assertThat(anna.get("/api/uploads/" + pending.get("id").asString())
                        .body()
                        .get("state")
                        .asString())
                .isEqualTo("pending");
        assertThat(downloaded(kept)).isNotEmpty();
    }

    private BlobRef orphan(UUID owner) throws IOException {
        return object(owner, UUID.randomUUID());
    }

    private BlobRef object(UUID owner, UUID document) throws IOException {
        BlobStore store = stores.preferred();
        return store.promote(
                store.stage(UUID.randomUUID(), new ByteArrayInputStream(new byte[10]), OptionalLong.empty()),
                new BlobKey(owner, document, UUID.randomUUID(), ""));
    }

    @Test
    void theSweepLeavesWhatMovesKnowOf() throws IOException {
        BlobStore store = stores.preferred();
        UUID owner = anna.person.id();
        UUID item = UUID.randomUUID();
        UUID document = UUID.randomUUID();
        store.stage(item, new ByteArrayInputStream(new byte[10]), OptionalLong.empty());
        BlobRef copy = object(owner, document);
        BlobRef left = orphan(owner);
        Caller.user(owner)
                .run(() -> transactions.executeWithoutResult(_ -> {
                    jdbc.sql("""
                            insert into move_items (id, owner_id, document_id, name, target, size_bytes)
                            values (:id, :owner, :document, 'a.bin', :store, 10)
                            """)
                            .param("id", item)
                            .param("owner", owner)
                            .param("document", document)
                            .param("store", store.id())
                            .update();
                    jdbc.sql("""
                            insert into blobs_to_delete (id, owner_id, store, blob_ref, created_at)
                            values (gen_random_uuid(), :owner, :store, :ref, now())
                            """)
                            .param("owner", owner)
                            .param("store", store.id())
                            .param("ref", left.value())
                            .update();
                }));
        clock.advance(Duration.ofDays(2));
        Caller.system().run(storeSweep::run);
        assertThat(inventory(Instant.MAX)).contains(item);
        assertThat(store.length(copy)).isPresent();
        assertThat(store.length(left)).as("whoever removes it does").isPresent();
        forgetMoves(owner);
        Caller.system().run(storeSweep::run);
        assertThat(inventory(Instant.MAX)).doesNotContain(item);
        assertThat(store.length(copy)).isEmpty();
        assertThat(store.length(left)).isEmpty();
    }

    private void forgetMoves(UUID owner) {
        Caller.user(owner)
                .run(() -> transactions.executeWithoutResult(_ -> {
                    jdbc.sql("delete from move_items").update();
                    jdbc.sql("delete from blobs_to_delete").update();
                }));
    }

    @Test
    void oneUploadWhoseStoreIsGoneDoesNotKeepTheSweepFromTheOthers() {
        List<JsonNode> uploads = Stream.of("a.bin", "b.bin", "c.bin")
                .map(name -> announced(name, bytes(1000)))
                .toList();
        Map<String, Object> unusual = new HashMap<>(Map.of("staged", "no key\nof\nours"));
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> {
                    jdbc.sql("update uploads set expires_at = now() - interval '2 hours'")
                            .update();
                    jdbc.sql("update uploads set store = 'gone' where id = :id::uuid")
                            .param("id", uploads.get(0).get("id").asString())
                            .update();
                    jdbc.sql("update uploads set staged = :staged where id = :id::uuid")
                            .params(unusual)
                            .param("id", uploads.get(1).get("id").asString())
                            .update();
                }));
        Caller.system().run(uploadSweep::run);
        assertUsed(0);
        assertThat(anna.get("/api/uploads").body().get("items")).isEmpty();
    }

    private void assertUsed(long bytes) {
        JsonNode account = anna.account();
        assertThat(account.get("usedBytes").asLong()).isEqualTo(bytes);
        assertThat(account.get("reservedBytes").asLong()).isZero();
    }

    private List<UUID> inventory(Instant before) {
        try (Stream<Inventory.FoundUpload> found =
                stores.preferred().inventory().orElseThrow().stagedBefore(before)) {
            return found.map(Inventory.FoundUpload::upload).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

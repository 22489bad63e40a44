package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.storage.StorageSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@HttpTest
class UploadTest {

    private static final int PART = 8 * 1024 * 1024;

    @Autowired
    Api api;

    @Autowired
    UploadSweep sweep;

    @Autowired
    StorageSettings storage;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    private Vault anna;

    @BeforeEach
    void register() {
        anna = new Vault(api.newPerson());
    }

    @Test
    void partsSentInAnyOrderBecomeADocumentWithTheSameBytes() {
        byte[] content = bytes(2 * PART + 12_345);
        JsonNode upload = anna.announce("scan.bin", content, Map.of("sha256", Vault.sha256(content)))
                .body();
        JsonNode parts = upload.get("parts");
        assertThat(parts).hasSize(3);
        for (int part : new int[] {2, 0, 1}) {
            anna.sendPart(parts.get(part), content);
        }
        Vault.Answer completed = anna.complete(upload, Map.of());
        assertThat(completed.status()).isEqualTo(201);
        JsonNode document = completed.body();
        assertThat(document.get("id")).isEqualTo(upload.get("documentId"));
        assertThat(document.get("sha256").asString()).isEqualTo(Vault.sha256(content));
        assertThat(document.get("size").asInt()).isEqualTo(content.length);
        assertThat(anna.get("/api/documents").body().get("items")).hasSize(1);
        byte[] downloaded = anna.http
                .get()
                .uri("/api/documents/{id}/content", document.get("id").asString())
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        assertThat(downloaded).isEqualTo(content);
    }

    @Test
    void aPartThatIsMissingIsNamedAndCanBeSentLater() {
        byte[] content = bytes(PART + 10);
        JsonNode upload = anna.announce("late.bin", content, Map.of()).body();
        anna.sendPart(upload.get("parts").get(0), content);
        Vault.Answer early = anna.complete(upload, Map.of());
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.code()).isEqualTo("upload_incomplete");
        assertThat(early.body().get("missing")).extracting(JsonNode::asInt).containsExactly(2);

        JsonNode resumed = anna.get("/api/uploads").body().get("items").get(0);
        assertThat(resumed.get("parts"))
                .extracting(part -> part.get("arrived").asBoolean())
                .containsExactly(true, false);
        anna.sendPart(resumed.get("parts").get(1), content);
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(201);
        assertThat(anna.get("/api/uploads").body().get("items")).isEmpty();
    }

    @Test
    void otherBytesThanAnnouncedAreRefusedAndTheirRoomIsGivenBack() {
        byte[] content = Vault.text("what is sent");
        JsonNode upload = anna.announce("lie.txt", content, Map.of("sha256", Vault.sha256(Vault.text("other"))))
                .body();
        assertThat(anna.account().get("reservedBytes").asInt()).isEqualTo(content.length);
        anna.sendPart(upload.get("parts").get(0), content);
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("content_mismatch");
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("content_mismatch");
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
        assertThat(anna.account().get("usedBytes").asInt()).isZero();
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
    }

    @Test
    void aHashGivenAtTheEndIsComparedToo() {
        byte[] content = Vault.text("as sent");
        JsonNode upload = anna.announce("a.txt", content, Map.of()).body();
        anna.sendPart(upload.get("parts").get(0), content);
        assertThat(anna.complete(upload, Map.of("sha256", Vault.sha256(Vault.text("other"))))
                        .code())
                .isEqualTo("content_mismatch");
    }

    @Test
    void aPartOfAnotherLengthOrWithATouchedUrlIsRefused() {
        byte[] content = bytes(1000);
        JsonNode part = anna.announce("strict.bin", content, Map.of())
                .body()
                .get("parts")
                .get(0);
        String url = part.get("url").asString();
        assertThat(anna.put(url, bytes(999)).statusCode()).isEqualTo(422);
        assertThat(anna.put(url, bytes(1001)).statusCode()).isEqualTo(422);
        assertThat(anna.put(url.replace("length=1000", "length=2000"), bytes(2000))
                        .statusCode())
                .isEqualTo(403);
        assertThat(anna.put(url.replaceAll("expires=\\d+", "expires=9999999999"), content)
                        .statusCode())
                .isEqualTo(403);
        assertThat(anna.put(
                                url.replaceAll(
                                        "signature=.", url.contains("signature=A") ? "signature=B" : "signature=A"),
                                content)
                        .body())
                .contains("\"reason\":\"signature\"");
        assertThat(anna.get("/api/uploads")
                        .body()
                        .at("/items/0/parts/0/arrived")
                        .asBoolean())
                .isFalse();
        assertThat(anna.put(url, content).statusCode()).isEqualTo(200);
    }

    @Test
    void theSameBytesAreToldBeforeTheyAreSentAndTakenIfWanted() {
        byte[] content = Vault.text("twice");
        JsonNode first = anna.upload("first.txt", content);
        Map<String, Object> hash = Map.of("sha256", Vault.sha256(content));
        Vault.Answer refused = anna.announce("second.txt", content, hash);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("duplicate");
        assertThat(refused.body().get("documentId")).isEqualTo(first.get("id"));

        JsonNode unhashed = anna.announce("second.txt", content, Map.of()).body();
        anna.sendPart(unhashed.get("parts").get(0), content);
        assertThat(anna.complete(unhashed, Map.of()).code()).isEqualTo("duplicate");
        assertThat(anna.complete(unhashed, Map.of("allowDuplicate", true)).status())
                .isEqualTo(201);

        Vault ben = new Vault(api.newPerson());
        assertThat(ben.announce("mine.txt", content, hash).status()).isEqualTo(201);
    }

    @Test
    void completingAgainAndAtTheSameTimeAnswersTheSameDocument() {
        byte[] content = Vault.text("once only");
        JsonNode upload = anna.announce("once.txt", content, Map.of()).body();
        anna.sendPart(upload.get("parts").get(0), content);
        List<Vault.Answer> answers = inParallel(6, () -> anna.complete(upload, Map.of()));
        assertThat(answers).extracting(Vault.Answer::status).containsOnly(201);
        assertThat(answers).extracting(answer -> answer.body().get("id")).containsOnly(upload.get("documentId"));
        assertThat(anna.account().get("usedBytes").asInt()).isEqualTo(content.length);
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
    }

    @Test
    void ofManyUploadsThatEachFillMostOfTheQuotaOneIsAccepted() {
        quota(10_000);
        List<Vault.Answer> answers =
                inParallel(20, () -> anna.post("/api/uploads", Map.of("name", "big.bin", "size", 6_000)));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("quota_exceeded"))
                .hasSize(19);
        assertThat(anna.account().get("reservedBytes").asInt()).isEqualTo(6_000);
    }

    @Test
    void ofManyFormsAndAnnouncementsThatEachFillMostOfTheQuotaOneIsAccepted() {
        FullQuota.assertOneOfTwentyIsAccepted(anna, jdbc, transactions);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 99})
    void aPartOfWhichOnlySoManyPercentComeHasNotArrivedAndCanBeSentAgain(int percent) throws IOException {
        byte[] content = bytes(500_000);
        JsonNode upload = anna.announce("cut.bin", content, Map.of()).body();
        URI url = URI.create(upload.at("/parts/0/url").asString());
        sendAndHangUp(
                "PUT " + url.getRawPath() + "?" + url.getRawQuery(),
                "Content-Type: application/octet-stream",
                content.length,
                Arrays.copyOf(content, content.length * percent / 100));
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("upload_incomplete");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        assertThat(anna.account().get("reservedBytes").asInt()).isEqualTo(content.length);
        anna.sendPart(upload.get("parts").get(0), content);
        assertThat(anna.complete(upload, Map.of()).body().get("sha256").asString())
                .isEqualTo(Vault.sha256(content));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 99})
    void aFormOfWhichOnlySoManyPercentComeLeavesNothing(int percent) throws IOException {
        byte[] file = bytes(3_000_000);
        byte[] begin = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] sent = Arrays.copyOf(begin, begin.length + file.length * percent / 100);
        System.arraycopy(file, 0, sent, begin.length, sent.length - begin.length);
        sendAndHangUp(
                "POST /api/documents",
                "Content-Type: multipart/form-data; boundary=cut\r\nAuthorization: Bearer " + anna.person.accessToken()
                        + "\r\nUser-Agent: docuvault-test/1.0",
                begin.length + file.length + "\r\n--cut--\r\n".length(),
                sent);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(inDatabaseCount("select count(*) from uploads where state = 'aborted'"))
                    .isEqualTo(1);
            assertThat(anna.account().get("reservedBytes").asInt()).isZero();
        });
        assertThat(anna.account().get("usedBytes").asInt()).isZero();
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
    }

    private void sendAndHangUp(String request, String headers, int length, byte[] some) throws IOException {
        URI server = URI.create(api.baseUrl());
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + headers
                                    + "\r\nContent-Length: " + length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(some);
            socket.getOutputStream().flush();
        }
    }

    private long inDatabaseCount(String sql) {
        return Caller.user(anna.person.id())
                .call(() -> Objects.requireNonNull(transactions.execute(
                        _ -> jdbc.sql(sql).query(Long.class).single())));
    }

    /** What the kernel says of {@code /dev/full} is what it says of a disk without room. */
    @Test
    void aDiskWithoutRoomIsSaidToBeFullAndTheUploadCanGoOnOnceThereIsSome() throws IOException {
        byte[] content = bytes(5_000);
        JsonNode upload = anna.announce("full.bin", content, Map.of()).body();
        Path staged = storage.directory()
                .resolve(".staging")
                .resolve(upload.get("id").asString())
                .resolve("content");
        Path aside = staged.resolveSibling("aside");
        Files.move(staged, aside);
        Files.createSymbolicLink(staged, Path.of("/dev/full"));
        HttpResponse<String> full =
                anna.put(upload.get("parts").get(0).get("url").asString(), content);
        assertThat(full.statusCode()).isEqualTo(507);
        assertThat(full.body()).contains("\"storage_full\"");
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("upload_incomplete");
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        assertThat(anna.account().get("reservedBytes").asInt()).isEqualTo(content.length);

        Files.move(aside, staged, StandardCopyOption.REPLACE_EXISTING);
        anna.sendPart(upload.get("parts").get(0), content);
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(201);
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
    }

    @Test
    void anAbortedUploadGivesItsRoomBackAndTakesNothingMore() {
        byte[] content = bytes(5_000);
        JsonNode upload = anna.announce("gone.bin", content, Map.of()).body();
        String path = "/api/uploads/" + upload.get("id").asString();
        assertThat(anna.delete(path).status()).isEqualTo(204);
        assertThat(anna.delete(path).status()).isEqualTo(204);
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
        assertThat(anna.put(upload.get("parts").get(0).get("url").asString(), content)
                        .statusCode())
                .isEqualTo(409);
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("upload_expired");
    }

    @Test
    void anAbandonedUploadIsSweptOnceItHasExpired() {
        JsonNode upload = anna.announce("slow.bin", bytes(5_000), Map.of()).body();
        Caller.system().run(sweep::run);
        assertThat(anna.account().get("reservedBytes").asInt()).isEqualTo(5_000);
        inDatabase("update uploads set expires_at = now() - interval '2 hours'");
        assertThat(anna.complete(upload, Map.of()).code()).isEqualTo("upload_expired");
        Caller.system().run(sweep::run);
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
        assertThat(anna.get("/api/uploads/" + upload.get("id").asString())
                        .body()
                        .get("state")
                        .asString())
                .isEqualTo("aborted");
    }

    @Test
    void anEmptyFileIsADocumentWithoutText() {
        JsonNode document = anna.read(anna.upload("empty.txt", new byte[0]));
        assertThat(document.get("status").asString()).isEqualTo("needs_text");
        assertThat(document.at("/problem/code").asString()).isEqualTo("empty_file");
    }

    @Test
    void somebodyElsesUploadIsNotThere() {
        byte[] content = Vault.text("private");
        JsonNode upload = anna.announce("private.txt", content, Map.of()).body();
        Vault ben = new Vault(api.newPerson());
        String path = "/api/uploads/" + upload.get("id").asString();
        assertThat(ben.get(path).status()).isEqualTo(404);
        assertThat(ben.delete(path).status()).isEqualTo(404);
        assertThat(ben.complete(upload, Map.of()).status()).isEqualTo(404);
        assertThat(ben.get("/api/uploads").body().get("items")).isEmpty();
        anna.sendPart(upload.get("parts").get(0), content);
        assertThat(anna.complete(upload, Map.of()).status()).isEqualTo(201);
    }

    @Test
    void whatMakesNoSenseIsExplained() {
        assertThat(anna.post("/api/uploads", Map.of("name", "x")).code()).isEqualTo("validation_failed");
        assertThat(anna.post("/api/uploads", Map.of("name", "x", "size", -1)).code())
                .isEqualTo("validation_failed");
        assertThat(anna.post("/api/uploads", Map.of("name", "x", "size", 1, "sha256", "abc"))
                        .code())
                .isEqualTo("validation_failed");
        assertThat(anna.post("/api/uploads", Map.of("name", "x", "size", 1L << 50))
                        .code())
                .isEqualTo("too_large");
        assertThat(anna.post("/api/uploads", Map.of("name", "x", "size", 1, "connectionId", UUID.randomUUID()))
                        .code())
                .isEqualTo("validation_failed");
        assertThat(anna.post("/api/uploads", Map.of("name", "x", "size", 1, "topicIds", List.of(UUID.randomUUID())))
                        .code())
                .isEqualTo("validation_failed");
    }

    private void quota(long bytes) {
        inDatabase("update users set quota_bytes = " + bytes);
    }

    /** As Anna, so that row-level security keeps it to her rows. */
    private void inDatabase(String sql) {
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql(sql).update()));
    }

    private static List<Vault.Answer> inParallel(int times, Supplier<Vault.Answer> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, times)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(work, threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }
}

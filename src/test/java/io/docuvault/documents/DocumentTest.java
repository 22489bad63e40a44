package io.docuvault.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.storage.StorageSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;

@HttpTest
class DocumentTest {

    @Autowired
    Api api;

    @Autowired
    StorageSettings storage;

    @Autowired
    TrashSweep trashSweep;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    private Vault anna;

    @BeforeEach
    void register() {
        anna = new Vault(api.newPerson());
    }

    private Vault.Answer postForm(MultiValueMap<String, Object> form) {
        return Vault.answer(anna.http.post().uri("/api/documents").body(form));
    }

    @Test
    void aTextFileIsReadNamedAndDated() {
        byte[] content = Vault.text("Stadtwerke Musterstadt\nRechnungsdatum: 31.01.2026\nIhr Stromverbrauch im Januar "
                + "und alles, was in einer Rechnung sonst noch steht, damit die Sprache erkannt werden kann.");
        JsonNode document = anna.read(anna.upload("Strom_Rechnung.txt", content));
        assertThat(document.get("status").asString()).isEqualTo("ready");
        assertThat(document.get("kind").asString()).isEqualTo("text");
        assertThat(document.get("mediaType").asString()).isEqualTo("text/plain");
        assertThat(document.get("title").asString()).isEqualTo("Strom Rechnung");
        assertThat(document.get("documentDate").asString()).isEqualTo("2026-01-31");
        assertThat(document.get("textLength").asInt()).isPositive();
        assertThat(document.get("jobId").isString()).isTrue();
        JsonNode text = anna.get(path(document) + "/text").body();
        assertThat(text.get("text").asString()).contains("Stromverbrauch");
        assertThat(text.get("truncated").asBoolean()).isFalse();
    }

    @Test
    void aFormBecomesADocumentWithItsFieldsInAnyOrder() {
        String topic = anna.post("/api/topics", Map.of("name", "Letters"))
                .body()
                .get("id")
                .asString();
        byte[] content = Vault.text("a letter");
        MultiValueMap<String, Object> form = Api.file("letter.txt", content);
        form.add("title", "A letter to Ben");
        form.add("topicIds", topic);
        Vault.Answer created = postForm(form);
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.body().get("title").asString()).isEqualTo("A letter to Ben");
        assertThat(created.body().at("/topics/0/topicId").asString()).isEqualTo(topic);
        assertThat(created.body().get("sha256").asString()).isEqualTo(Vault.sha256(content));
        assertThat(anna.account().get("usedBytes").asInt()).isEqualTo(content.length);
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
        assertThat(anna.read(created.body()).get("title").asString()).isEqualTo("A letter to Ben");
        assertThat(anna.get("/api/documents?topic=" + topic).body().get("items"))
                .hasSize(1);
        assertThat(anna.get("/api/documents?topic=none").body().get("items")).isEmpty();

        Vault.Answer again = postForm(Api.file("copy.txt", content));
        assertThat(again.code()).isEqualTo("duplicate");
        assertThat(again.body().get("documentId")).isEqualTo(created.body().get("id"));
        MultiValueMap<String, Object> wanted = Api.file("copy.txt", content);
        wanted.add("allowDuplicate", "true");
        assertThat(postForm(wanted).status()).isEqualTo(201);
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
    }

    @Test
    void aFormThatIsTooMuchForTheQuotaLeavesNothingBehind() throws IOException {
        Set<Path> stagedBefore = staged();
        inDatabase(anna, "update users set quota_bytes = 2000000");
        assertThat(postForm(Api.file("big.bin", new byte[3_000_000])).code()).isEqualTo("quota_exceeded");
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
        assertThat(postForm(Api.file("exact.bin", new byte[2_000_000])).status())
                .isEqualTo(201);
        assertThat(anna.account().get("usedBytes").asInt()).isEqualTo(2_000_000);
        assertThat(staged()).isEqualTo(stagedBefore);
    }

    /** What uploads that are under way, other tests' among them, have staged. */
    private Set<Path> staged() throws IOException {
        try (Stream<Path> staged = Files.list(storage.directory().resolve(".staging"))) {
            return staged.collect(Collectors.toSet());
        }
    }

    @Test
    void aFormWithoutAFileIsExplained() {
        MultiValueMap<String, Object> form = Api.file("x.txt", new byte[1]);
        form.remove("file");
        form.add("title", "nothing");
        Vault.Answer answer = Vault.answer(anna.http
                .post()
                .uri("/api/documents")
                .contentType(org.springframework.http.MediaType.MULTIPART_FORM_DATA)
                .body(form));
        assertThat(answer.code()).isEqualTo("validation_failed");
    }

    @Test
    void aFormThatIsCutOffLeavesNothingBehind() {
        byte[] cut = ("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
                        + "half of what was to")
                .getBytes(UTF_8);
        Vault.Answer answer = Vault.answer(anna.http
                .post()
                .uri("/api/documents")
                .header("Content-Type", "multipart/form-data; boundary=cut")
                .body(cut));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(anna.account().get("reservedBytes").asInt()).isZero();
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
    }

    @Test
    void strangeNamesAreKeptSafely() {
        for (String name : List.of("../../etc/passwd", "😀".repeat(63) + ".txt", "a\u202Etxt.exe", "%00 & \"x\".txt")) {
            JsonNode document = anna.upload(name, Vault.text(name));
            assertThat(document.get("name").asString()).isEqualTo(FileNames.display(name));
            HttpResponse<byte[]> download = anna.fetch(link(document));
            assertThat(download.statusCode()).isEqualTo(200);
            assertThat(new String(download.body(), UTF_8)).startsWith(name);
        }
    }

    private String link(JsonNode document) {
        return anna.get(path(document) + "/link").body().get("url").asString();
    }

    @Test
    void aLinkServesRangesWithoutASessionAndCannotBeChanged() {
        byte[] content = Vault.text("0123456789");
        JsonNode document = anna.upload("numbers.txt", content);
        String url = link(document);
        HttpResponse<byte[]> whole = anna.fetch(url);
        assertThat(whole.body()).isEqualTo(content);
        assertThat(whole.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename=\"numbers.txt\"");
        assertThat(whole.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("sandbox");
        assertThat(whole.headers().firstValue("X-Content-Type-Options")).contains("nosniff");

        HttpResponse<byte[]> range = anna.fetch(url, "Range", "bytes=3-5");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).asString(UTF_8).isEqualTo("345");
        assertThat(range.headers().firstValue("Content-Range")).contains("bytes 3-5/" + content.length);
        assertThat(anna.fetch(url, "Range", "bytes=-4").body()).hasSize(4);
        assertThat(anna.fetch(url, "Range", "bytes=999-").statusCode()).isEqualTo(416);
        assertThat(anna.fetch(url, "Range", "bytes=0-1", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(anna.fetch(url, "Range", "bytes=0-1", "If-Range", etag).statusCode())
                .isEqualTo(206);
        assertThat(anna.fetch(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(anna.fetch(url.replace("attachment", "inline")).statusCode()).isEqualTo(403);
        assertThat(anna.fetch(url.replaceAll("expires=\\d+", "expires=1")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void onlyHarmlessTypesAreShownInTheBrowser() {
        JsonNode page = anna.upload("page.html", Vault.text("<html><script>alert(1)</script></html>"));
        anna.http
                .get()
                .uri(path(page) + "/content?disposition=inline")
                .exchange()
                .expectHeader()
                .valueMatches("Content-Disposition", "attachment.*")
                .expectHeader()
                .valueEquals("Content-Type", "application/octet-stream")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff");
        JsonNode text = anna.upload("note.txt", Vault.text("a note"));
        anna.http
                .get()
                .uri(path(text) + "/content?disposition=inline")
                .exchange()
                .expectHeader()
                .valueMatches("Content-Disposition", "inline.*");
        anna.http
                .head()
                .uri(path(text) + "/content")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Content-Length", text.get("size").asString())
                .expectHeader()
                .valueEquals("ETag", "\"" + text.get("sha256").asString() + "\"");
    }

    @Test
    void whatAPersonChoosesStays() {
        JsonNode document = anna.read(anna.upload("raw_name.txt", Vault.text("dated 2020-01-01")));
        Vault.Answer changed =
                anna.patch(path(document), Map.of("title", "  My\ntitle ", "documentDate", "2021-02-03"));
        assertThat(changed.body().get("title").asString()).isEqualTo("My title");
        assertThat(changed.body().get("documentDate").asString()).isEqualTo("2021-02-03");
        Map<String, Object> noDate = new java.util.HashMap<>();
        noDate.put("documentDate", null);
        JsonNode cleared = anna.patch(path(document), noDate).body();
        assertThat(cleared.get("documentDate").isNull()).isTrue();
        assertThat(cleared.get("title").asString()).isEqualTo("My title");
        assertThat(anna.patch(path(document), Map.of("title", " ")).code()).isEqualTo("validation_failed");
        assertThat(anna.patch(path(document), Map.of("documentDate", "soon")).code())
                .isEqualTo("validation_failed");
        Vault.Answer stale = Vault.answer(anna.http
                .patch()
                .uri(path(document))
                .header("If-Match", "\"1\"")
                .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
                .body(Map.of("title", "x")));
        assertThat(stale.code()).isEqualTo("stale");
    }

    @Test
    void throughTheTrashAndBackAndAway() {
        byte[] content = Vault.text("short-lived");
        JsonNode document = anna.read(anna.upload("t.txt", content));
        Path file = storedFile(document);
        assertThat(file).exists();
        assertThat(anna.delete(path(document) + "?permanent=true").code()).isEqualTo("conflict");
        assertThat(anna.delete(path(document)).status()).isEqualTo(204);
        assertThat(anna.get("/api/documents").body().get("items")).isEmpty();
        assertThat(anna.get("/api/documents?trashed=true").body().get("items")).hasSize(1);
        assertThat(anna.announce("t.txt", content, Map.of("sha256", Vault.sha256(content)))
                        .body()
                        .get("trashed")
                        .asBoolean())
                .isTrue();
        assertThat(anna.post(path(document) + "/restore", Map.of())
                        .body()
                        .get("trashedAt")
                        .isNull())
                .isTrue();
        anna.delete(path(document));
        assertThat(anna.delete(path(document) + "?permanent=true").status()).isEqualTo(204);
        assertThat(anna.delete(path(document) + "?permanent=true").status()).isEqualTo(404);
        assertThat(anna.account().get("usedBytes").asInt()).isZero();
        await().untilAsserted(() -> assertThat(file).doesNotExist());
        await().untilAsserted(() -> assertThat(count(anna, "blobs_to_delete")).isZero());
    }

    @Test
    void theTrashEmptiesItselfAfterAWhile() {
        JsonNode document = anna.upload("old.txt", Vault.text("old"));
        anna.delete(path(document));
        Caller.system().run(trashSweep::run);
        assertThat(anna.get(path(document)).status()).isEqualTo(200);
        inDatabase(anna, "update documents set trashed_at = now() - interval '31 days'");
        Caller.system().run(trashSweep::run);
        assertThat(anna.get(path(document)).status()).isEqualTo(404);
        assertThat(anna.account().get("usedBytes").asInt()).isZero();
    }

    @Test
    void manyAreChangedAtOnceAndWhatIsNotThereIsSkipped() {
        String first = anna.upload("1.txt", Vault.text("1")).get("id").asString();
        String second = anna.upload("2.txt", Vault.text("2")).get("id").asString();
        String absent = UUID.randomUUID().toString();
        JsonNode trashed = anna.post(
                        "/api/documents/bulk", Map.of("ids", List.of(first, absent, second), "action", "trash"))
                .body();
        assertThat(trashed.get("changed")).extracting(JsonNode::asString).containsExactly(first, second);
        assertThat(trashed.get("skipped")).extracting(JsonNode::asString).containsExactly(absent);
        JsonNode deleted = anna.post("/api/documents/bulk", Map.of("ids", List.of(first), "action", "delete"))
                .body();
        assertThat(deleted.get("changed")).hasSize(1);
        JsonNode restored = anna.post("/api/documents/bulk", Map.of("ids", List.of(first, second), "action", "restore"))
                .body();
        assertThat(restored.get("changed")).extracting(JsonNode::asString).containsExactly(second);
        assertThat(anna.post("/api/documents/bulk", Map.of("ids", List.of(first), "action", "burn"))
                        .code())
                .isEqualTo("validation_failed");
    }

    @Test
    void aFileThatIsGoneFailsWithItsReasonAndCanBeRetriedOnceItIsBack() throws IOException {
        JsonNode empty = anna.read(anna.upload("lost.txt", new byte[0]));
        Path file = storedFile(empty);
        Path aside = file.resolveSibling("aside");
        Files.move(file, aside);
        assertThat(anna.post(path(empty) + "/retry", Map.of())
                        .body()
                        .get("status")
                        .asString())
                .isEqualTo("processing");
        JsonNode failed = anna.read(empty);
        assertThat(failed.get("status").asString()).isEqualTo("failed");
        assertThat(failed.at("/problem/code").asString()).isEqualTo("file_missing");
        String job = anna.get(
                        "/api/jobs?state=failed&subject=" + empty.get("id").asString())
                .body()
                .at("/items/0/id")
                .asString();
        Files.move(aside, file);
        assertThat(anna.post("/api/jobs/" + job + "/retry", Map.of()).status()).isEqualTo(200);
        // Neither the reason of the first time nor its state is still there while it is read, or afterwards.
        assertThat(anna.read(empty).get("status").asString()).isEqualTo("needs_text");
    }

    @Test
    void nothingOfSomebodyElsesIsThere() {
        JsonNode document = anna.upload("secret.txt", Vault.text("secret"));
        Vault ben = new Vault(api.newPerson());
        for (String suffix : new String[] {"", "/content", "/text", "/thumbnail", "/link"}) {
            assertThat(ben.get(path(document) + suffix).status()).as(suffix).isEqualTo(404);
        }
        assertThat(ben.patch(path(document), Map.of("title", "mine")).status()).isEqualTo(404);
        assertThat(ben.delete(path(document)).status()).isEqualTo(404);
        assertThat(ben.post(path(document) + "/restore", Map.of()).status()).isEqualTo(404);
        assertThat(ben.post(path(document) + "/retry", Map.of()).status()).isEqualTo(404);
        for (String action : new String[] {"trash", "restore", "delete", "reclassify", "retry"}) {
            JsonNode answer = ben.post(
                            "/api/documents/bulk",
                            Map.of("ids", List.of(document.get("id").asString()), "action", action))
                    .body();
            assertThat(answer.get("changed")).as(action).isEmpty();
        }
        assertThat(ben.get("/api/documents").body().get("items")).isEmpty();
        assertThat(ben.get("/api/documents/facets").body().get("total").asInt()).isZero();
        for (String table : new String[] {"documents", "document_texts", "uploads", "search_words"}) {
            assertThat(count(ben, table)).as(table).isZero();
            assertThat(count(anna, table)).as(table).isPositive();
        }
        inDatabase(ben, "update documents set title = 'mine'");
        assertThat(anna.document(document.get("id").asString()).get("title").asString())
                .isEqualTo("secret");
    }

    private static String path(JsonNode document) {
        return "/api/documents/" + document.get("id").asString();
    }

    private Path storedFile(JsonNode document) {
        String ref = as(
                anna,
                () -> jdbc.sql("select blob_ref from documents where id = :id")
                        .param("id", UUID.fromString(document.get("id").asString()))
                        .query(String.class)
                        .single());
        return storage.directory().resolve(ref);
    }

    private long count(Vault person, String table) {
        return as(
                person,
                () -> jdbc.sql("select count(*) from " + table)
                        .query(Long.class)
                        .single());
    }

    private void inDatabase(Vault person, String sql) {
        as(person, () -> jdbc.sql(sql).update());
    }

    private <T> T as(Vault person, Supplier<T> work) {
        return java.util.Objects.requireNonNull(
                Caller.user(person.person.id()).call(() -> transactions.execute(_ -> work.get())));
    }
}

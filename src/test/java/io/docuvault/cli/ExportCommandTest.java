package io.docuvault.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.DocuVault;
import io.docuvault.HttpTest;
import io.docuvault.shared.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody takes out with them, and puts into another account. */
@HttpTest
class ExportCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Api api;

    @Autowired
    private Environment environment;

    @TempDir
    private Path directory;

    @Test
    void whatIsExportedInTheBrowserComesIntoAnotherAccountWithItsFactsAndMayBeImportedAgain() throws IOException {
        Api.Person anna = api.newPerson();
        String house = topic(anna, Map.of("name", "Haus"));
        String tax = topic(anna, Map.of("name", "Grundsteuer", "parentId", house, "description", "Vom Finanzamt"));
        String first = upload(anna, "a b.txt", "Bescheid über die Grundsteuer");
        patch(
                anna,
                first,
                Map.of(
                        "title",
                        "Bescheid: 2024/1",
                        "documentDate",
                        "2024-03-01",
                        "correspondent",
                        "Finanzamt",
                        "topics",
                        List.of(tax)));
        String second = upload(anna, "c.txt", "Another one");
        patch(anna, second, Map.of("title", "Bescheid: 2024/1", "documentDate", "2024-03-01"));
        String trashed = upload(anna, "trash.txt", "In the trash");
        anna.http()
                .delete()
                .uri("/api/documents/" + trashed)
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
        Path archive = directory.resolve("anna.zip");

        Files.write(archive, download(anna));

        try (ZipFile zip = new ZipFile(archive.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .contains(
                            "docuvault-export.json",
                            "facts/account.json",
                            "facts/topics.jsonl",
                            "facts/documents-000001.jsonl",
                            "documents/2024/2024-03-01 Bescheid 2024 1.txt",
                            "documents/2024/2024-03-01 Bescheid 2024 1 (2).txt",
                            "complete.json")
                    .anyMatch(name -> name.startsWith("trash/") && name.endsWith("trash.txt"));
            assertThat(text(zip, "documents/2024/2024-03-01 Bescheid 2024 1.txt"))
                    .contains("Grundsteuer");
            assertThat(text(zip, "facts/topics.jsonl")).contains("\"path\" : [\"Haus\",\"Grundsteuer\"]");
        }

        Api.Person ben = api.newPerson();
        String own = upload(ben, "mine.txt", "Another one");
        patch(ben, own, Map.of("title", "Mine"));
        Ran ran = run("import", "--user", ben.email(), archive.toString(), "--json");
        assertThat(ran.output()).contains("\"taken\" : 2", "\"known\" : 1", "\"failed\" : 0");
        assertThat(ran.code()).isZero();

        JsonNode documents = Api.json(ben.http().get().uri("/api/documents")).get("items");
        assertThat(documents).hasSize(2);
        JsonNode theirs = documents
                .valueStream()
                .filter(document -> document.get("title").asString().equals("Bescheid: 2024/1"))
                .findFirst()
                .orElseThrow();
        JsonNode facts = Api.json(
                ben.http().get().uri("/api/documents/" + theirs.get("id").asString()));
        assertThat(facts.get("documentDate").asString()).isEqualTo("2024-03-01");
        assertThat(facts.get("correspondent").asString()).isEqualTo("Finanzamt");
        assertThat(facts.get("titleChosen").asBoolean()).isTrue();
        assertThat(facts.at("/topics/0/state").asString()).isEqualTo("confirmed");
        JsonNode topics = Api.json(ben.http().get().uri("/api/topics")).get("items");
        assertThat(topics.findValuesAsString("name")).contains("Haus", "Grundsteuer");
        assertThat(topics.findValuesAsString("description")).contains("Vom Finanzamt");
        assertThat(Api.json(ben.http().get().uri("/api/documents/" + own))
                        .get("title")
                        .asString())
                .as("what somebody has chosen")
                .isEqualTo("Mine");
        assertThat(Api.json(ben.http().get().uri("/api/documents?trashed=true")).get("items"))
                .hasSize(1);

        Ran again = run("import", "--user", ben.email(), archive.toString(), "--json");
        assertThat(again.output()).contains("\"taken\" : 0", "\"known\" : 3", "\"failed\" : 0");
        assertThat(Api.json(ben.http().get().uri("/api/topics")).get("items")).hasSize(topics.size());
    }

    @Test
    void theCommandWritesEverybodysInFoldersAndNobodysOverAFileThatIsThere() throws IOException {
        Api.Person anna = api.newPerson();
        upload(anna, "note.txt", "A note");
        Path archive = directory.resolve("one.zip");

        assertThat(run("export", "--user", anna.email(), archive.toString()).error())
                .contains("1 documents of 1 users");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            assertThat(text(zip, "facts/account.json")).contains(anna.email());
        }
        assertThat(run("export", "--user", anna.email(), archive.toString()).code())
                .isEqualTo(1);
        assertThat(run("export", archive.toString()).code()).isEqualTo(2);
    }

    @Test
    void aHostileArchiveHarmsNothingAndWhatIsGoodInItIsTaken() throws IOException {
        Api.Person anna = api.newPerson();
        String good = "A good one";
        byte[] bomb = new byte[30_000_000];
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("docuvault-export.json", "{\"format\":\"docuvault-export\",\"version\":1}".getBytes(UTF_8));
        entries.put(
                "facts/topics.jsonl",
                ("{\"id\":\"t\",\"path\":[\"" + "x".repeat(200) + "\"]}\n{\"id\":\"u\",\"path\":[\"Fine\"],"
                                + "\"rules\":[{\"field\":\"text\",\"match\":\"matches\",\"pattern\":\"(\",\"action\":\"file\"}]}\n")
                        .getBytes(UTF_8));
        List<String> facts = new ArrayList<>();
        facts.add(fact("../../../../tmp/evil.txt", "../../etc/passwd", good.length(), sha256(good.getBytes(UTF_8))));
        facts.add(fact("bomb.bin", "bomb.bin", 10, sha256(bomb)));
        facts.add(fact("wrong.txt", "wrong.txt", 5, sha256("other".getBytes(UTF_8))));
        facts.add(fact("huge.bin", "huge.bin", Long.MAX_VALUE / 4, sha256(bomb)));
        facts.add(fact("absent.txt", "absent.txt", 1, sha256(new byte[1])));
        facts.add("{\"date\":\"yesterday\"}");
        facts.add("[[[");
        entries.put("facts/documents-000001.jsonl", String.join("\n", facts).getBytes(UTF_8));
        entries.put("../../../../tmp/evil.txt", good.getBytes(UTF_8));
        entries.put("bomb.bin", bomb);
        entries.put("wrong.txt", "wrong".getBytes(UTF_8));
        entries.put("huge.bin", bomb);
        Path archive = directory.resolve("hostile.zip");
        zip(archive, entries);

        Ran ran = run("import", "--user", anna.email(), archive.toString(), "--json");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.output())
                .contains("\"taken\" : 1", "bomb.bin: The file is longer", "wrong.txt: The file holds other");
        assertThat(Path.of("/tmp/evil.txt")).doesNotExist();
        JsonNode documents = Api.json(anna.http().get().uri("/api/documents")).get("items");
        assertThat(documents).hasSize(1);
        assertThat(Api.json(anna.http().get().uri("/api/account")).toString()).contains("\"reservedBytes\":0");
        assertThat(Api.json(anna.http().get().uri("/api/topics")).get("items").findValuesAsString("name"))
                .contains("Fine")
                .noneMatch(name -> name.length() > 100);
    }

    @Test
    void whatPaperlessExportsIsTaken() throws IOException {
        Api.Person anna = api.newPerson();
        Files.writeString(directory.resolve("2021-02-03 Rechnung.txt"), "Rechnung der Stadtwerke");
        Files.writeString(directory.resolve("manifest.json"), """
                [
                  {"model": "documents.correspondent", "pk": 3, "fields": {"name": "Stadtwerke", "match": ""}},
                  {"model": "documents.tag", "pk": 7, "fields": {"name": "Energie", "color": "#a6cee3"}},
                  {"model": "documents.documenttype", "pk": 2, "fields": {"name": "Rechnung"}},
                  {"model": "documents.document", "pk": 1, "fields": {"title": "Strom 2020", "correspondent": 3,
                    "document_type": 2, "tags": [7], "created": "2021-02-03", "added": "2021-02-04T10:00:00.123456+01:00",
                    "original_filename": "scan 17.txt"},
                    "__exported_file_name__": "2021-02-03 Rechnung.txt"},
                  {"model": "documents.document", "pk": 2, "fields": {"title": "Elsewhere", "tags": []},
                    "__exported_file_name__": "../../../../../../etc/hostname"}
                ]
                """);

        Ran ran = run("import", "--paperless", "--user", anna.email(), directory.toString(), "--json");

        assertThat(ran.output()).contains("\"taken\" : 1", "\"failed\" : 1", "There is no such file in the export.");
        JsonNode row = Api.json(anna.http().get().uri("/api/documents")).at("/items/0");
        JsonNode document =
                Api.json(anna.http().get().uri("/api/documents/" + row.get("id").asString()));
        assertThat(document.get("title").asString()).isEqualTo("Strom 2020");
        assertThat(document.get("name").asString()).isEqualTo("scan 17.txt");
        assertThat(document.get("correspondent").asString()).isEqualTo("Stadtwerke");
        assertThat(document.get("documentDate").asString()).isEqualTo("2021-02-03");
        assertThat(document.get("createdAt").asString()).startsWith("2021-02-04");
        assertThat(document.get("topics")).hasSize(2);
    }

    @Test
    void aLinkIsGoodForItsOwnerAndItsTimeOnly() {
        Api.Person anna = api.newPerson();
        String url = Api.json(anna.http().post().uri("/api/account/export"))
                .get("url")
                .asString();

        assertThat(status(url.replace(anna.id().toString(), api.newPerson().id().toString())))
                .isEqualTo(403);
        assertThat(status(url.replaceAll("expires=\\d+", "expires=9999999999"))).isEqualTo(403);
        assertThat(status(url)).isEqualTo(200);
    }

    private int status(String url) {
        return api.anonymous()
                .get()
                .uri(url)
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    private byte[] download(Api.Person person) {
        String url = Api.json(person.http().post().uri("/api/account/export"))
                .get("url")
                .asString();
        return java.util.Objects.requireNonNull(api.anonymous()
                .get()
                .uri(url)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("application/zip")
                .expectBody()
                .returnResult()
                .getResponseBody());
    }

    private static String fact(String file, String name, long size, String sha256) {
        return JSON.writeValueAsString(Map.of(
                "file", file, "name", name, "size", size, "sha256", sha256, "topics", List.of(Map.of("topic", "u"))));
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Digests.sha256().digest(bytes));
    }

    private static void zip(Path file, Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }

    private static String text(ZipFile zip, String name) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), UTF_8);
    }

    private static String topic(Api.Person person, Map<String, Object> topic) {
        return Api.json(person.http()
                        .post()
                        .uri("/api/topics")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(topic))
                .get("id")
                .asString();
    }

    private static void patch(Api.Person person, String document, Map<String, Object> change) {
        Api.json(person.http()
                .patch()
                .uri("/api/documents/" + document)
                .contentType(MediaType.APPLICATION_JSON)
                .body(change));
    }

    private static String upload(Api.Person person, String name, String text) {
        String id = Api.json(person.http().post().uri("/api/documents").body(Api.file(name, text.getBytes(UTF_8))))
                .get("id")
                .asString();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !Api.json(person.http().get().uri("/api/documents/" + id))
                        .get("status")
                        .asString()
                        .equals("processing"));
        return id;
    }

    private record Ran(int code, String output, String error) {}

    private Ran run(String... arguments) {
        List<String> settings = new ArrayList<>();
        for (String name : List.of("docuvault.database.url", "docuvault.database.migrate-url", "docuvault.data-dir")) {
            settings.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        StringWriter output = new StringWriter();
        StringWriter error = new StringWriter();
        CommandLine line = CommandLineEntry.commandLine(new Application(DocuVault.class, settings))
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(error, true));
        return new Ran(line.execute(arguments), output.toString(), error.toString());
    }
}

package io.docuvault.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.DocuVault;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Damage of each sort, done behind the running server's back, is found and told by its subject. */
@HttpTest
class VerifyCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Api api;

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @Test
    void findsNothingWrongWithWhatIsInOrder() throws IOException {
        Api.Person anna = api.newPerson();
        String document = upload(anna, "In order.");

        JsonNode report = verify();

        assertThat(problems(report)).noneMatch(problem -> problem.contains(document));
        assertThat(problems(report))
                .noneMatch(problem -> problem.contains(anna.id().toString()));
        assertThat(invariant(report, "audit-log").path("violations").asInt()).isZero();
        assertThat(invariant(report, "audit-log").path("looked").asLong()).isPositive();
        assertThat(invariant(report, "derived").path("violations").asInt()).isZero();
        assertThat(invariant(report, "sessions").path("violations").asInt()).isZero();
    }

    @Test
    void findsAFileThatIsGoneAndOneThatHoldsOtherBytesOfTheSameLength() throws IOException {
        Api.Person anna = api.newPerson();
        String gone = upload(anna, "This file will be gone.");
        String changed = upload(anna, "This file will change.");
        Files.delete(file(gone));
        Files.setPosixFilePermissions(
                file(changed), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file(changed), "That file will change.");

        assertThat(problems(verify("--quick")))
                .anyMatch(problem -> problem.contains("files document " + gone + " There is no file."))
                .noneMatch(problem -> problem.contains(changed));
        assertThat(problems(verify()))
                .anyMatch(problem -> problem.contains(gone))
                .anyMatch(problem -> problem.contains("files document " + changed + " The file holds other bytes"));

        verify("--repair");

        assertThat(problemOf(anna, gone)).isEqualTo("file_missing");
        assertThat(problemOf(anna, changed)).isEqualTo("file_changed");
    }

    @Test
    void findsAnObjectThatNoDocumentHasAndRemovesIt() throws IOException {
        Api.Person anna = api.newPerson();
        String document = upload(anna, "Somebody has this one.");
        String nobodys = UUID.randomUUID().toString();
        Path orphan = Path.of(file(document).toString().replace(document, nobodys));
        Files.createDirectories(Objects.requireNonNull(orphan.getParent()));
        Files.copy(file(document), orphan);
        assertThat(problems(verify("--quick")))
                .as("an upload may be under way")
                .noneMatch(problem -> problem.contains(nobodys));
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(3))));

        assertThat(problems(verify("--quick")))
                .anyMatch(problem -> problem.startsWith("objects object ") && problem.contains(nobodys));
        verify("--quick", "--repair");

        assertThat(orphan).doesNotExist();
        assertThat(file(document)).exists();
    }

    @Test
    void findsAQuotaThatWasCountedWrongAndCountsItAnew() throws IOException {
        Api.Person anna = api.newPerson();
        upload(anna, "Twenty bytes of text");
        asSystem(() -> jdbc.sql("update users set used_bytes = used_bytes + 5, reserved_bytes = 7 where id = :id")
                .param("id", anna.id())
                .update());

        assertThat(problems(verify("--quick")))
                .anyMatch(problem -> problem.startsWith(
                        "quota user " + anna.id() + " 25 bytes count as used, 20 are; 7 count as reserved, 0 are."));
        JsonNode repaired = verify("--quick", "--repair");

        assertThat(invariant(repaired, "quota").path("repaired").asInt()).isPositive();
        assertThat(repaired.path("clean").asBoolean())
                .as("says that something was wrong")
                .isFalse();
        assertThat(problems(verify("--quick")))
                .noneMatch(problem -> problem.contains(anna.id().toString()));
    }

    @Test
    void findsAnEntryOfTheAuditLogThatWasChangedAndOneThatWasTakenOut() {
        Api.Person anna = api.newPerson();
        JdbcClient owner = JdbcClient.create(
                new DriverManagerDataSource(environment.getRequiredProperty("docuvault.database.migrate-url")));
        long seq = asSystem(() -> jdbc.sql("select max(seq) from audit_entries where actor_id = :id")
                .param("id", anna.id())
                .query(Long.class)
                .single());
        change(owner, "update audit_entries set action = action || '!' where seq = " + seq);
        try {
            assertThat(problems(verify("--quick")))
                    .contains("audit-log entry " + seq + " It was changed after it was written.");
        } finally {
            change(owner, "update audit_entries set action = rtrim(action, '!') where seq = " + seq);
        }
        change(owner, "update audit_entries set seq = -seq where seq = " + seq);
        api.newPerson();
        try {
            assertThat(problems(verify("--quick")))
                    .anyMatch(problem -> problem.contains("from " + seq + " on, are gone"));
        } finally {
            change(owner, "update audit_entries set seq = -seq where seq = -" + seq);
        }
        assertThat(invariant(verify("--quick"), "audit-log").path("violations").asInt())
                .isZero();
    }

    @Test
    void findsSecretsThatDoNotOpen() {
        Api.Person anna = api.newPerson();
        UUID connection = UUID.randomUUID();
        String kid = UUID.randomUUID().toString();
        asSystem(() -> jdbc.sql("""
                        insert into second_factors (owner_id, sealed_secret, created_at)
                        values (:id, decode('0102030405060708090a0b0c0d0e0f101112131415', 'hex'), now())
                        """).param("id", anna.id()).update());
        asSystem(() -> jdbc.sql("""
                        insert into connections (id, owner_id, kind, name, credentials, key_id, created_at, updated_at)
                        values (:connection, :id, 'webdav', 'Mine', decode('00', 'hex'), 'none', now(), now())
                        """)
                .param("connection", connection)
                .param("id", anna.id())
                .update());
        asSystem(() -> jdbc.sql("""
                        insert into ai_accounts (owner_id, provider, api_key, key_id, updated_at)
                        values (:id, 'anthropic', decode('00', 'hex'), 'none', now())
                        """).param("id", anna.id()).update());
        asSystem(() -> jdbc.sql("""
                        insert into signing_keys (kid, sealed_key, created_at, retire_at)
                        values (:kid, decode('00', 'hex'), now(), now())
                        """).param("kid", kid).update());

        assertThat(problems(verify("--quick")))
                .anyMatch(problem -> problem.startsWith("second-factors user " + anna.id()))
                .anyMatch(problem -> problem.startsWith("credentials connection " + connection))
                .anyMatch(problem -> problem.startsWith("model-keys key for anthropic of " + anna.id()))
                .anyMatch(problem -> problem.startsWith("signing-keys key " + kid));

        verify("--quick", "--repair");

        assertThat(problems(verify("--quick"))).noneMatch(problem -> problem.contains(kid));
    }

    @Test
    void findsWhatWaitsForAJobThatThereIsNotAndHasItDone() throws IOException {
        Api.Person anna = api.newPerson();
        String read = upload(anna, "It is to be read again.");
        String classified = upload(anna, "It is to be classified again.");
        String job = UUID.randomUUID().toString();
        awaitNoJobs(anna);
        asSystem(() -> jdbc.sql("update documents set status = 'processing', step = 'extract' where id = :id::uuid")
                .param("id", read)
                .update());
        asSystem(() -> jdbc.sql("update documents set step = 'classify' where id = :id::uuid")
                .param("id", classified)
                .update());
        asSystem(() -> jdbc.sql("""
                        insert into jobs (id, owner_id, kind, queue, subject_id, payload, max_attempts, created_at, run_at)
                        values (:id::uuid, :owner, 'purge', 'DOCUMENTS', null, '{}', 3, now(), now())
                        """).param("id", job).param("owner", anna.id()).update());

        assertThat(problems(verify("--quick")))
                .anyMatch(problem -> problem.startsWith("work document " + read + " It waits (extract)"))
                .anyMatch(problem -> problem.startsWith("work document " + classified + " It waits (classify)"))
                .anyMatch(problem -> problem.startsWith("queues job " + job));
        verify("--quick", "--repair");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(problems(verify("--quick")))
                        .noneMatch(problem ->
                                problem.contains(read) || problem.contains(classified) || problem.contains(job)));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(Api.json(anna.http().get().uri("/api/documents/" + read))
                            .get("status")
                            .asString())
                    .isEqualTo("ready");
        });
        awaitNoJobs(anna);
    }

    private static void awaitNoJobs(Api.Person person) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(List.of("queued", "running"))
                        .allSatisfy(state -> assertThat(
                                        Api.json(person.http().get().uri("/api/jobs?state=" + state))
                                                .get("items"))
                                .isEmpty()));
    }

    @Test
    void findsAQuestionThatNobodyWillAnswerAnyMore() throws IOException {
        Api.Person anna = api.newPerson();
        String document = upload(anna, "The server was killed while a model read it.");
        String run = UUID.randomUUID().toString();
        asSystem(() -> jdbc.sql("""
                        insert into classification_runs (id, owner_id, document_id, provider, outcome, prompt_hash,
                            text_hash, latency_ms, result, proposals, created_at)
                        values (:id::uuid, :owner, :document::uuid, 'ollama', 'asked', decode(repeat('00', 32), 'hex'),
                            decode(repeat('00', 32), 'hex'), 0, '[]', '[]', now() - interval '1 day')
                        """)
                .param("id", run)
                .param("owner", anna.id())
                .param("document", document)
                .update());

        assertThat(problems(verify("--quick"))).anyMatch(problem -> problem.startsWith("classification run " + run));
        verify("--quick", "--repair");

        assertThat(problems(verify("--quick"))).noneMatch(problem -> problem.contains(run));
        assertThat(Api.json(anna.http().get().uri("/api/documents/" + document + "/runs"))
                        .at("/items")
                        .valueStream()
                        .filter(each -> each.path("id").asString().equals(run))
                        .map(each -> each.at("/problem/code").asString()))
                .containsExactly("lost");
    }

    @Test
    void saysItInWordsTooAndFails() {
        Api.Person anna = api.newPerson();
        asSystem(() -> jdbc.sql("update users set used_bytes = 3 where id = :id")
                .param("id", anna.id())
                .update());
        try {
            Ran ran = run("verify", "--quick");

            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.output())
                    .contains("NOT OK quota", "violation user " + anna.id(), "Not everything is as it should be.");
        } finally {
            verify("--quick", "--repair");
        }
    }

    private record Ran(int code, String output) {}

    private JsonNode verify(String... options) {
        Ran ran = run(
                Stream.concat(Stream.of("verify", "--json"), Stream.of(options)).toArray(String[]::new));
        JsonNode report = JSON.readTree(ran.output());
        assertThat(ran.code()).isEqualTo(report.path("clean").asBoolean() ? 0 : 1);
        return report;
    }

    private Ran run(String... arguments) {
        List<String> settings = new ArrayList<>();
        for (String name : List.of("docuvault.database.url", "docuvault.database.migrate-url", "docuvault.data-dir")) {
            settings.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        StringWriter output = new StringWriter();
        CommandLine line = CommandLineEntry.commandLine(new Application(DocuVault.class, settings))
                .setOut(new PrintWriter(output, true));
        return new Ran(line.execute(arguments), output.toString());
    }

    private static JsonNode invariant(JsonNode report, String name) {
        return report.path("invariants")
                .valueStream()
                .filter(invariant -> invariant.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Each as "invariant subject problem". */
    private static List<String> problems(JsonNode report) {
        return report.path("invariants")
                .valueStream()
                .flatMap(invariant -> invariant
                        .path("findings")
                        .valueStream()
                        .filter(finding -> !finding.path("kind").asString().equals("skipped"))
                        .map(finding -> "%s %s %s"
                                .formatted(
                                        invariant.path("name").asString(),
                                        finding.path("subject").asString(),
                                        finding.path("problem").asString())))
                .toList();
    }

    private String upload(Api.Person person, String text) {
        String id = Api.json(
                        person.http().post().uri("/api/documents").body(Api.file("note.txt", text.getBytes(UTF_8))))
                .get("id")
                .asString();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !Api.json(person.http().get().uri("/api/documents/" + id))
                        .get("status")
                        .asString()
                        .equals("processing"));
        return id;
    }

    private static String problemOf(Api.Person person, String document) {
        return Api.json(person.http().get().uri("/api/documents/" + document))
                .at("/problem/code")
                .asString();
    }

    private Path file(String document) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(environment.getRequiredProperty("docuvault.data-dir")))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(document))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private <T> T asSystem(Supplier<T> work) {
        return Caller.system().call(() -> transactions.execute(_ -> work.get()));
    }

    /** As the schema's owner, who is subject to row-level security like everybody. */
    private static void change(JdbcClient owner, String sql) {
        owner.sql("alter table audit_entries no force row level security").update();
        try {
            assertThat(owner.sql(sql).update()).isEqualTo(1);
        } finally {
            owner.sql("alter table audit_entries force row level security").update();
        }
    }
}

package io.docuvault.cli;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What an administrator has downloaded is checked elsewhere, by files alone. */
@HttpTest
class AuditCommandTest {

    @Autowired
    private Api api;

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @TempDir
    private Path directory;

    @Test
    void verifiesDownloadedExportsAgainstTheKeyThatItPrints() throws IOException {
        Api.Person admin = api.newPerson();
        Caller.system()
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql("update users set role = 'administrator' where id = :id")
                                .param("id", admin.id())
                                .update()));
        Path one = export(admin);
        Path two = export(admin);
        Path three = export(admin);
        List<String> settings = new ArrayList<>();
        for (String name : List.of("docuvault.database.url", "docuvault.database.migrate-url", "docuvault.data-dir")) {
            settings.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        Path keys = directory.resolve("keys");
        Files.writeString(
                keys,
                run(new Application(DocuVault.class, settings), "audit", "public-key")
                        .output());

        Ran well = offBox("--public-key", keys.toString(), three.toString(), one.toString(), two.toString());
        assertThat(well.output()).contains("ok ", "Everything is as it should be.");
        assertThat(well.code()).isZero();
        assertThat(offBox(one.toString()).output()).contains("compare it with what");
        assertThat(offBox(one.toString(), three.toString()))
                .extracting(Ran::code)
                .isEqualTo(1);
        Ran other = offBox("--public-key", "MCowBQYDK2VwAyEA", one.toString());
        assertThat(other.output()).contains("It is signed with another key.");
        assertThat(other.code()).isEqualTo(1);
        Files.writeString(two, Files.readString(two).replace("audit_export_requested", "audit_export_forgotten"));
        Ran changed = offBox("--public-key", keys.toString(), one.toString(), two.toString(), three.toString());
        assertThat(changed.output()).contains("It was changed after it was written.", "does not follow from");
        assertThat(changed.code()).isEqualTo(1);
        assertThat(offBox(directory.resolve("absent").toString()).code()).isEqualTo(1);
    }

    private Path export(Api.Person admin) throws IOException {
        long before = newest(admin);
        admin.http()
                .post()
                .uri("/api/admin/audit/exports")
                .exchange()
                .expectStatus()
                .isAccepted();
        await().atMost(Duration.ofSeconds(30)).until(() -> newest(admin) > before);
        long number = newest(admin);
        byte[] file = Objects.requireNonNull(admin.http()
                .get()
                .uri("/api/admin/audit/exports/" + number + "/file")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody());
        return Files.write(directory.resolve(number + ".jsonl"), file);
    }

    private static long newest(Api.Person admin) {
        JsonNode exports = Api.json(admin.http().get().uri("/api/admin/audit/exports?limit=1"));
        return exports.path("items").path(0).path("number").asLong(0);
    }

    private record Ran(int code, String output) {}

    /** With an application that could not start. */
    private static Ran offBox(String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit", "verify"));
        all.addAll(List.of(arguments));
        return run(new Application(Object.class), all.toArray(String[]::new));
    }

    private static Ran run(Application application, String... arguments) {
        StringWriter output = new StringWriter();
        CommandLine line = CommandLineEntry.commandLine(application)
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true));
        return new Ran(line.execute(arguments), output.toString());
    }
}

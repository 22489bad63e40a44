package io.docuvault.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.DocuVault;
import io.docuvault.HttpTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import picocli.CommandLine;

/** What the operator types, against a server that runs. */
@HttpTest
class CommandLineEntryTest {

    private record Result(int code, String output, String errors) {}

    @Autowired
    Api api;

    @Autowired
    Environment environment;

    @Test
    void explainsItself() {
        Result help = run("--help");

        assertThat(help.code()).isZero();
        assertThat(help.output()).contains("serve", "keys");
        assertThat(run("keys", "rotate", "--help").output()).contains("--immediately");
    }

    @Test
    void refusesWhatMakesNoSense() {
        for (String[] nonsense : List.of(
                new String[] {"keyz"}, new String[] {"keys"}, new String[] {"keys", "turn"}, new String[] {"serve", "it"
                })) {
            Result refused = run(nonsense);

            assertThat(refused.code()).as(String.join(" ", nonsense)).isEqualTo(2);
            assertThat(refused.errors()).isNotBlank();
        }
    }

    @Test
    void rotatesTheKeysOfAServerThatRunsAndSignsNobodyOut() {
        Api.Person anna = api.newPerson();

        Result rotated = run("keys", "rotate");

        assertThat(rotated.errors()).isEmpty();
        assertThat(rotated.code()).isZero();
        assertThat(status(anna)).isEqualTo(200);
        assertThat(rotated.output()).doesNotContain(kid(anna)).contains("signs from now on");
    }

    @Test
    void saysInASentenceWhyItFails() {
        Result failed =
                run(List.of("--docuvault.secrets.key=quite another key of 1234567890 characters"), "keys", "rotate");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.errors()).contains("SECRET_KEY").doesNotContain("Exception", "\tat ");
    }

    private Result run(String... arguments) {
        return run(List.of(), arguments);
    }

    private Result run(List<String> settings, String... arguments) {
        List<String> all = new ArrayList<>();
        for (String name : List.of("docuvault.database.url", "docuvault.database.migrate-url", "docuvault.data-dir")) {
            all.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        all.addAll(settings);
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line = CommandLineEntry.commandLine(new Application(DocuVault.class, all))
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true));
        return new Result(line.execute(arguments), output.toString(), errors.toString());
    }

    private static String kid(Api.Person person) {
        String header = person.accessToken().substring(0, person.accessToken().indexOf('.'));
        return new String(Base64.getUrlDecoder().decode(header), UTF_8).replaceAll(".*\"kid\":\"([^\"]+)\".*", "$1");
    }

    private static int status(Api.Person person) {
        return person.http()
                .get()
                .uri("/api/account")
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }
}

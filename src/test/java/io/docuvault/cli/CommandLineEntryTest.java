package io.docuvault.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.DocuVault;
import io.docuvault.HttpTest;
import io.docuvault.secrets.CredentialKeys;
import io.docuvault.secrets.CredentialKeysFixture;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine;

/** What the operator types, against a server that runs. */
@HttpTest
class CommandLineEntryTest {

    private static final String OLD_KEY = "1f1c5a09d3b24e6688aa90bbccddeeff00112233445566778899a1b2c3d4e5f7";
    private static final String NEW_KEY = "2f1c5a09d3b24e6688aa90bbccddeeff00112233445566778899a1b2c3d4e5f8";
    private static final Pattern NUMBERS = Pattern.compile(
            "Credentials sealed under the key [0-9a-f]{8}: (\\d+)\\. Left under former keys: (\\d+)\\.");

    private record Result(int code, String output, String errors) {}

    @Autowired
    Api api;

    @Autowired
    Environment environment;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void explainsItself() {
        Result help = run("--help");

        assertThat(help.code()).isZero();
        assertThat(help.output()).contains("serve", "keys");
        assertThat(help.output()).contains("verify", "Exit codes:");
        assertThat(run("keys", "rotate", "--help").output()).contains("--immediately", "Exit codes:");
        for (String command : List.of("serve", "verify", "keys")) {
            assertThat(run(command, "--help").output())
                    .as(command)
                    .contains("Usage: docuvault " + command, "Exit codes:");
        }
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
    void sealsCredentialsUnderTheKeyThatTheOperatorGives() {
        Result first = run(keys(OLD_KEY, ""), "keys", "rotate-credentials");
        assertThat(first.errors()).as("other tests leave what nobody can read").doesNotContain("Exception");
        int before = numbers(first)[0];
        UUID connection = Ids.next();
        seal(connection, api.newPerson().id());
        sealModelKey(owner(connection));

        Result rotated = run(keys(NEW_KEY, OLD_KEY), "keys", "rotate-credentials");
        Result again = run(keys(NEW_KEY, ""), "keys", "rotate-credentials");
        Result without = run(keys(OLD_KEY, ""), "keys", "rotate-credentials");

        assertThat(numbers(rotated)).containsExactly(before + 2, numbers(first)[1]);
        assertThat(numbers(again)).containsExactly(before + 2, numbers(first)[1]);
        assertThat(numbers(without)).containsExactly(0, before + 2 + numbers(first)[1]);
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.errors()).contains("CLOUD_CREDS_OLD_KEYS");
        assertThat(CredentialKeysFixture.of(NEW_KEY).open(owner(connection), connection.toString(), sealed(connection)))
                .hasValue("a password");
        assertThat(CredentialKeysFixture.of(NEW_KEY).open(owner(connection), "ai/openai", modelKey(owner(connection))))
                .hasValue("sk-of-a-model");
        delete(connection);
    }

    @Test
    void hasNoKeyForCredentialsWhereNobodyGaveOne() {
        Result failed = run("keys", "rotate-credentials");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.errors()).contains("CLOUD_CREDS_KEY").doesNotContain("Exception", "\tat ");
    }

    private static List<String> keys(String key, String old) {
        return List.of("--docuvault.secrets.credentials.key=" + key, "--docuvault.secrets.credentials.old-keys=" + old);
    }

    /** How many are under the newest key, and how many are not. */
    private static int[] numbers(Result result) {
        Matcher numbers = NUMBERS.matcher(result.output().strip());
        assertThat(numbers.matches()).as(result.toString()).isTrue();
        return new int[] {Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))};
    }

    private void seal(UUID connection, UUID owner) {
        CredentialKeys keys = CredentialKeysFixture.of(OLD_KEY);
        inDatabase(() -> jdbc.sql("""
                        insert into connections (id, owner_id, kind, name, credentials, key_id, created_at, updated_at)
                        values (:id, :owner, 'elsewhere', 'Elsewhere', :sealed, :key, now(), now())
                        """)
                .param("id", connection)
                .param("owner", owner)
                .param("sealed", keys.seal(owner, connection.toString(), "a password"))
                .param("key", keys.keyId())
                .update());
    }

    private void sealModelKey(UUID owner) {
        CredentialKeys keys = CredentialKeysFixture.of(OLD_KEY);
        inDatabase(() -> jdbc.sql("""
                        insert into ai_accounts (owner_id, provider, api_key, key_id, updated_at)
                        values (:owner, 'openai', :sealed, :key, now())
                        """)
                .param("owner", owner)
                .param("sealed", keys.seal(owner, "ai/openai", "sk-of-a-model"))
                .param("key", keys.keyId())
                .update());
    }

    private byte[] modelKey(UUID owner) {
        return inDatabase(() -> jdbc.sql("select api_key from ai_accounts where owner_id = :owner")
                .param("owner", owner)
                .query(byte[].class)
                .single());
    }

    private UUID owner(UUID connection) {
        return inDatabase(() -> jdbc.sql("select owner_id from connections where id = :id")
                .param("id", connection)
                .query(UUID.class)
                .single());
    }

    private byte[] sealed(UUID connection) {
        return inDatabase(() -> jdbc.sql("select credentials from connections where id = :id")
                .param("id", connection)
                .query(byte[].class)
                .single());
    }

    private void delete(UUID connection) {
        UUID owner = owner(connection);
        inDatabase(() -> jdbc.sql("delete from ai_accounts where owner_id = :owner")
                .param("owner", owner)
                .update());
        inDatabase(() -> jdbc.sql("delete from connections where id = :id")
                .param("id", connection)
                .update());
    }

    private <T> T inDatabase(Supplier<T> work) {
        return Caller.system().call(() -> Objects.requireNonNull(transactions.execute(_ -> work.get())));
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

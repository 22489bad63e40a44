package io.docuvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.docuvault.Wire.Reply;
import io.docuvault.secondfactor.Authenticator;
import io.docuvault.shared.Caller;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Secrets that would be recognised anywhere, sent through everything that takes one, rightly and wrongly, while the log
 * says more than it usually does: afterwards they are in no line of it, in no row and in no refusal.
 */
@HttpTest
@ExtendWith(OutputCaptureExtension.class)
class CanaryTest {

    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    /** Ours, and those of Spring's that show what came in and what was asked of the database. */
    private static final List<String> TALKATIVE = List.of(
            "io.docuvault",
            "org.springframework.security",
            "org.springframework.jdbc",
            "org.springframework.web.servlet.DispatcherServlet",
            "org.springframework.web.servlet.mvc.method.annotation.RequestResponseBodyMethodProcessor");

    private final LoggingSystem logging = LoggingSystem.get(CanaryTest.class.getClassLoader());
    private final Map<String, String> secrets = new TreeMap<>();
    private final List<Reply> refusals = new ArrayList<>();

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private Wire wire;

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry properties) {
        MAIL.start();
        properties.add("docuvault.mail.host", () -> "127.0.0.1");
        properties.add("docuvault.mail.port", () -> MAIL.getSmtp().getPort());
        properties.add("docuvault.mail.starttls", () -> false);
        properties.add(
                "docuvault.secrets.credentials.key",
                () -> "5d0c7e0be0a34b6f9c1f4d3a8e2b7c6190aa54d1f3b8c27e6d905b41fe83a276");
        // Nobody is there.
        properties.add("docuvault.ai.anthropic.base-url", () -> "http://localhost:1");
    }

    @BeforeEach
    void talk() {
        wire = new Wire(api.baseUrl());
        TALKATIVE.forEach(name -> logging.setLogLevel(name, LogLevel.DEBUG));
    }

    @AfterEach
    void talkLess() {
        TALKATIVE.forEach(name -> logging.setLogLevel(name, null));
    }

    @Test
    void secretsStayWhereTheyBelong(CapturedOutput output) {
        String email = "canary-" + UUID.randomUUID() + "@example.org";
        String password = secret("the first password");
        Map<String, Object> login = Map.of("email", email, "password", password);
        assertThat(send("POST", "/api/auth/register", null, login).status()).isEqualTo(201);
        Reply session = send("POST", "/api/auth/login", null, login);
        String token = token(session);
        String wrong = secret("a wrong password");
        send("POST", "/api/auth/login", null, Map.of("email", email, "password", wrong));
        send("POST", "/api/auth/register", null, Map.of("email", email, "password", wrong));
        send("POST", "/api/auth/login", null, Map.of("email", secret("a password as address"), "password", wrong));
        send("POST", "/api/setup", null, Map.of("email", email, "password", wrong));

        Reply enrolment = send("POST", "/api/account/totp", token, Map.of("password", password));
        String seed = keep("the seed", enrolment.json().get("secret").asString());
        Authenticator app = new Authenticator(seed, Clock.systemUTC());
        send("POST", "/api/account/totp", token, Map.of("password", wrong));
        send("POST", "/api/account/totp/confirm", token, Map.of("code", app.wrongCode()));
        List<String> codes = codes(send("POST", "/api/account/totp/confirm", token, Map.of("code", app.code())));
        send("POST", "/api/auth/login", null, with(login, "backupCode", secret("no backup code")));
        send("POST", "/api/auth/login", null, with(login, "totpCode", app.wrongCode()));
        token = token(send("POST", "/api/auth/login", null, with(login, "backupCode", codes.getFirst())));
        send("POST", "/api/auth/login", null, with(login, "backupCode", codes.getFirst()));
        codes = codes(send("POST", "/api/account/backup-codes", token, Map.of("password", password)));

        send("POST", "/api/auth/password/forgot", null, Map.of("email", email));
        String link = keep("the link", mailedToken(email));
        String second = secret("the second password");
        send("POST", "/api/auth/password/reset", null, Map.of("token", link, "password", "short"));
        send("POST", "/api/auth/password/reset", null, Map.of("token", link, "password", second));
        send("POST", "/api/auth/password/reset", null, Map.of("token", secret("no link"), "password", second));
        Map<String, Object> reset = Map.of("token", link, "password", second, "backupCode", codes.get(1));
        assertThat(send("POST", "/api/auth/password/reset", null, reset).status())
                .isEqualTo(204);
        send("POST", "/api/auth/password/reset", null, reset);

        login = Map.of("email", email, "password", second, "backupCode", codes.get(2));
        token = token(send("POST", "/api/auth/login", null, login));
        String third = secret("the third password");
        send("PUT", "/api/account/password", token, Map.of("currentPassword", wrong, "newPassword", third));
        token = token(
                send("PUT", "/api/account/password", token, Map.of("currentPassword", second, "newPassword", third)));

        Map<String, Object> model = Map.of("provider", "anthropic", "apiKey", secret("a model's key"));
        assertThat(send("PUT", "/api/ai/settings", token, model).status()).isEqualTo(200);
        send("PUT", "/api/ai/settings", token, with(model, "model", "no such name!"));
        send("PUT", "/api/ai/settings", token, Map.of("apiKey", secret("a key for nobody")));
        assertThat(send("POST", "/api/ai/check", token, Map.of()).body()).contains("unreachable");

        throwAtEverything(token);
        send("DELETE", "/api/account/totp", token, Map.of("password", wrong, "backupCode", codes.get(3)));
        send("DELETE", "/api/account/totp", token, Map.of("password", third, "backupCode", codes.get(4)));
        send("DELETE", "/api/account", token, Map.of("password", wrong));
        send("POST", "/api/auth/logout", token, Map.of());

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(unfinishedMails()).isZero());
        assertThat(secrets).hasSizeGreaterThan(20);
        assertThat(refusals).hasSizeGreaterThan(30);
        List<String> found = new ArrayList<>();
        look("the log", output.getAll(), found);
        refusals.forEach(reply -> look("the answer " + reply, reply.body() + reply.headers(), found));
        tables().forEach((table, rows) -> look("the table " + table, rows, found));
        assertThat(found).isEmpty();
    }

    /** As a client does that has mixed something up. */
    private void throwAtEverything(String token) {
        String canary = secret("a misplaced one");
        String forged = secret("no token");
        for (Operation operation : Operation.all()) {
            String path = operation.pathWith(UUID.randomUUID().toString());
            if (!path.contains("logout")) {
                send(operation.method(), path, forged, operation.takesJson() ? Map.of("password", canary) : null);
                if (operation.takesJson() && !operation.method().equals("DELETE")) {
                    broken(
                            operation.method(),
                            path,
                            token,
                            "{\"password\": \"" + canary + "\", \"token\": \"" + canary);
                    broken(
                            operation.method(),
                            path,
                            token,
                            "{\"password\": [\"" + canary + "\"], \"email\": 7," + " \"code\": {\"" + canary
                                    + "\": 1}, \"token\": [[\"" + canary + "\"]]}");
                }
            }
        }
    }

    private void broken(String method, String path, String token, String body) {
        note(wire.send(method, path, headers(token), body.getBytes(UTF_8)));
    }

    private Reply send(String method, String path, @Nullable String token, @Nullable Object body) {
        byte[] bytes = body == null ? null : new tools.jackson.databind.json.JsonMapper().writeValueAsBytes(body);
        Reply reply = note(wire.send(method, path, headers(token), bytes));
        for (String cookie : reply.headers().getOrDefault("Set-Cookie", List.of())) {
            String value = cookie.substring(cookie.indexOf('=') + 1).split(";", 2)[0];
            if (!value.isEmpty()) {
                keep("the cookie " + cookie.split("=", 2)[0] + secrets.size(), value);
            }
        }
        return reply;
    }

    private Reply note(Reply reply) {
        assertThat(reply.status()).isLessThan(500);
        if (reply.status() >= 400) {
            refusals.add(reply);
        }
        return reply;
    }

    private static Map<String, String> headers(@Nullable String token) {
        Map<String, String> headers = new HashMap<>(Wire.BROWSER);
        headers.put("Content-Type", "application/json");
        if (token != null) {
            headers.put("Authorization", "Bearer " + token);
        }
        return headers;
    }

    private String token(Reply reply) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return keep(
                "an access token " + secrets.size(),
                reply.json().get("accessToken").asString());
    }

    private List<String> codes(Reply reply) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        List<String> codes = new ArrayList<>();
        reply.json().get("backupCodes").forEach(code -> codes.add(keep("a code " + secrets.size(), code.asString())));
        return codes;
    }

    private static Map<String, Object> with(Map<String, Object> login, String name, String value) {
        Map<String, Object> more = new HashMap<>(login);
        more.put(name, value);
        return more;
    }

    private String secret(String name) {
        return keep(name, "canary" + UUID.randomUUID().toString().replace("-", ""));
    }

    private String keep(String name, String secret) {
        secrets.put(name, secret);
        return secret;
    }

    private static String mailedToken(String email) {
        Pattern fragment = Pattern.compile("#token=([\\w-]+)");
        return Objects.requireNonNull(await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> Arrays.stream(MAIL.getReceivedMessages())
                                .filter(mail -> text(mail).contains(email))
                                .map(mail -> fragment.matcher(text(mail)))
                                .filter(Matcher::find)
                                .map(matcher -> matcher.group(1))
                                .findFirst()
                                .orElse(null),
                        token -> token != null));
    }

    /** All of a mail, with the lines put together again that its encoding has broken. */
    private static String text(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0]
                    + new String(mail.getInputStream().readAllBytes(), UTF_8)
                            .replace("=\r\n", "")
                            .replace("=3D", "=");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void look(String where, String text, List<String> found) {
        secrets.forEach((name, secret) -> {
            // In the database bytes are shown in hexadecimal.
            String hex = HexFormat.of().formatHex(secret.getBytes(UTF_8));
            int at = Math.max(text.indexOf(secret), text.indexOf(hex));
            if (at >= 0) {
                found.add(name + " is in " + where + ": " + text.substring(Math.max(0, at - 120), at));
            }
        });
    }

    private int unfinishedMails() {
        return asSystem(
                        "select count(*) from jobs where kind = 'mail' and state in ('queued', 'running')",
                        Integer.class)
                .getFirst();
    }

    private Map<String, String> tables() {
        Map<String, String> tables = new TreeMap<>();
        List<String> names = asSystem("""
                select table_class.relname from pg_class table_class
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                    and has_table_privilege(table_class.oid, 'select')
                """, String.class);
        names.forEach(name -> tables.put(
                name, String.join("\n", asSystem("select to_jsonb(t)::text from " + name + " t", String.class))));
        assertThat(tables).containsKeys("audit_entries", "jobs", "users", "refresh_tokens", "password_resets");
        return tables;
    }

    private <T> List<T> asSystem(String sql, Class<T> type) {
        List<T> rows = Caller.system()
                .call(() -> transactions.execute(
                        _ -> new ArrayList<>(jdbc.sql(sql).query(type).list())));
        return rows == null ? List.of() : rows;
    }
}

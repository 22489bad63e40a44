package io.docuvault.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.jobs.JobFailure;
import io.docuvault.shared.Ids;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** The delivery to a server that takes mail after STARTTLS and a login only. */
class StartTlsTest {

    private static final MailText MAIL = new MailText("Subject", "The text", "<p>The text</p>");

    @TempDir
    static Path directory;

    private static Certificates localhost;
    private static Certificates elsewhere;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private @Nullable SMTPServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        localhost = Certificates.madeFor("localhost", directory);
        elsewhere = Certificates.madeFor("mail.example.org", directory);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void sendsEncryptedAndAuthenticated() throws Exception {
        start(localhost);

        delivery("secret", localhost.pem()).deliver(Ids.next(), "anna@example.org", MAIL);

        assertThat(received).singleElement().asString().contains("Subject: Subject", "The text", "text/html");
    }

    @Test
    void sendsNothingToAServerWhoseCertificateNobodyVouchesFor() {
        start(localhost);

        assertThatThrownBy(() -> delivery("secret", null).deliver(Ids.next(), "anna@example.org", MAIL))
                .hasStackTraceContaining("unable to find valid certification path");
        assertThat(received).isEmpty();
    }

    @Test
    void sendsNothingToAServerThatIsAnotherOne() {
        start(elsewhere);

        assertThatThrownBy(() -> delivery("secret", elsewhere.pem()).deliver(Ids.next(), "anna@example.org", MAIL))
                .hasStackTraceContaining("localhost");
        assertThat(received).isEmpty();
    }

    @Test
    void triesAgainLaterWhenItsOwnPasswordIsRefused() {
        start(localhost);

        assertThatThrownBy(() -> delivery("wrong", localhost.pem()).deliver(Ids.next(), "anna@example.org", MAIL))
                .isNotInstanceOf(JobFailure.class)
                .hasStackTraceContaining("535");
        assertThat(received).isEmpty();
    }

    private void start(Certificates certificates) {
        server = new SMTPServer.Builder()
                .port(0)
                .enableTLS()
                .requireTLS()
                .requireAuth()
                .startTlsSocketFactory(certificates.server())
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, _) -> {
                    if (!user.equals("vault") || !password.equals("secret")) {
                        throw new LoginFailedException();
                    }
                }))
                .messageHandler((_, _, _, data) -> received.add(new String(data, UTF_8)))
                .build();
        server.start();
    }

    private MailDelivery delivery(String password, @Nullable Path caFile) {
        int port = Objects.requireNonNull(server).getPortAllocated();
        return new MailDelivery(new MailSettings(
                "localhost",
                port,
                "vault",
                password,
                "vault@example.org",
                true,
                caFile,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                "https://vault.example.org"));
    }
}

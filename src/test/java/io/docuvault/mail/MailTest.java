package io.docuvault.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.secrets.SecretKeysFixture;
import io.docuvault.shared.Ids;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** The real delivery, to a real SMTP server in this process. */
@ExtendWith(OutputCaptureExtension.class)
class MailTest {

    private static final Map<String, String> VALUES =
            Map.of("device", "Firefox, Linux", "address", "192.0.2.7", "at", "2026-01-31 12:00 UTC");

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String SITE = "https://vault.example.org";
    private static final MailSeal SEAL = new MailSeal(SecretKeysFixture.secretKeys(), new JsonMapper());

    private static final Pattern LINK = Pattern.compile("https://\\S+");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void writesTheSecurityAlertInBothLanguages(String language) {
        MailText mail = MailText.of("security-alert", language, SITE, VALUES);

        assertThat(mail.subject()).contains("DocuVault");
        assertThat(mail.text())
                .contains("Firefox, Linux", "192.0.2.7", "2026-01-31 12:00 UTC")
                .doesNotContain("{{");
        assertThat(mail.html())
                .contains("lang=\"" + language + "\"", "Firefox, Linux")
                .doesNotContain("{{");
    }

    /** Every template there is, filled: in both languages, text and HTML with the same links, nothing from elsewhere. */
    @Test
    void writesEveryMailInBothLanguagesAndForms() throws IOException {
        Map<String, String> values = new HashMap<>(VALUES);
        values.put("token", "the-token");
        values.put("until", "2026-02-07");
        Set<String> names = names();
        assertThat(names).contains("security-alert", "password-reset", "new-sign-in", "account-deleted");
        for (String name : names) {
            for (String language : List.of("en", "de")) {
                MailText mail = MailText.of(name, language, SITE, values);

                assertThat(mail.subject()).as(name).isNotBlank().doesNotContain("{{");
                assertThat(mail.text()).as(name).doesNotContain("{{", "<p>");
                assertThat(mail.html())
                        .as(name)
                        .contains("<html lang=\"" + language + "\"", "color-scheme", mail.subject())
                        .doesNotContain("{{", "<!-- body -->", "<style", "<img", "<link", "<script", "src=", "url(");
                LINK.matcher(mail.text())
                        .results()
                        .forEach(link -> assertThat(mail.html()).contains("href=\"" + link.group() + "\""));
            }
        }
        assertThat(MailText.of("password-reset", "de", SITE, values).text())
                .contains("https://vault.example.org/reset-password#token=the-token\n");
    }

    private static Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/mail"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> !file.equals("layout.html"))
                    .map(file -> file.substring(0, file.indexOf('.')))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void keepsAValueFromBecomingMarkupOrAnotherPlaceholder() {
        MailText mail = MailText.of(
                "security-alert", "en", SITE, Map.of("device", "<b>{{at}}$1</b>", "address", "x", "at", "now"));

        assertThat(mail.html()).contains("&lt;b&gt;{{at}}$1&lt;/b&gt;").doesNotContain("<b>");
        assertThat(mail.text()).contains("<b>{{at}}$1</b>");
    }

    @Test
    void refusesAMailWithAMissingValueOrTemplate() {
        assertThatThrownBy(() -> MailText.of("security-alert", "en", SITE, Map.of()))
                .hasMessageContaining("no value");
        assertThatThrownBy(() -> MailText.of("no-such-mail", "en", SITE, VALUES))
                .hasMessageContaining("no mail template");
    }

    @Test
    void deliversTextAndHtmlTogetherBySmtp() throws Exception {
        server.start();
        Job job = job();

        run(settings(false), job);

        MimeMessage received = server.getReceivedMessages()[0];
        assertThat(received.getSubject()).isEqualTo("Sicherheitshinweis zu Ihrem DocuVault");
        assertThat(received.getAllRecipients()[0]).hasToString("anna@example.org");
        assertThat(received.getFrom()[0]).hasToString("vault@example.org");
        assertThat(received.getMessageID()).isEqualTo("<" + job.id() + "@docuvault>");
        assertThat(received.getContent()).isInstanceOf(MimeMultipart.class);
        assertThat(new String(received.getInputStream().readAllBytes(), UTF_8))
                .contains("text/plain", "text/html", "Firefox, Linux");
    }

    @Test
    void sendsNothingToAServerThatDoesNotEncrypt() {
        server.start();

        assertThatThrownBy(() -> run(settings(true), job())).hasStackTraceContaining("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    /** Each of its bytes comes well in time, and the answer never ends. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hangsUpOnAServerThatDrips() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Boolean> hungUp = new FutureTask<>(() -> dripUntilTheOtherHangsUp(dripping));
            Thread.ofVirtual().start(hungUp);

            assertThatThrownBy(() -> run(settings(false, dripping.getLocalPort(), Duration.ofSeconds(1)), job()))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("PT1S");

            assertThat(hungUp.get()).isTrue();
        }
    }

    private static boolean dripUntilTheOtherHangsUp(ServerSocket server) throws IOException {
        try (Socket client = server.accept()) {
            client.setSoTimeout(50);
            client.getOutputStream().write("220 ".getBytes(UTF_8));
            while (true) {
                client.getOutputStream().write('.');
                try {
                    return client.getInputStream().read() < 0;
                } catch (SocketTimeoutException _) {
                    // it still listens
                }
            }
        } catch (SocketException _) {
            return true;
        }
    }

    @Test
    void triesNoSecondTimeWhatIsNoAddress() {
        server.start();

        assertThatThrownBy(() -> run(settings(false), job("anna..b@example.org")))
                .isInstanceOf(JobFailure.class);
    }

    @Test
    void writesTheMailToTheLogWithoutAServer(CapturedOutput output) throws Exception {
        MailSettings none = new MailSettings(
                "", 587, null, null, "vault@example.org", true, null, Duration.ofSeconds(5), DEADLINE, SITE);

        run(none, job());

        assertThat(output).contains("To: anna@example.org", "Subject: Sicherheitshinweis", "192.0.2.7");
    }

    private static void run(MailSettings settings, Job job) throws Exception {
        new MailJob(new MailDelivery(settings), SEAL, settings).run(job);
    }

    private static Job job() {
        return job("anna@example.org");
    }

    private static Job job(String to) {
        return new Job(
                Ids.next(),
                Ids.next(),
                MailJob.KIND,
                null,
                MailJob.payload(to, "de", "security-alert", SEAL.seal(to, VALUES)),
                1,
                5);
    }

    private MailSettings settings(boolean starttls) {
        return settings(starttls, server.getSmtp().getPort(), DEADLINE);
    }

    private static MailSettings settings(boolean starttls, int port, Duration deadline) {
        return new MailSettings(
                "127.0.0.1",
                port,
                null,
                null,
                "vault@example.org",
                starttls,
                null,
                Duration.ofSeconds(5),
                deadline,
                SITE);
    }
}

package io.docuvault.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.docuvault.mail.MailCheck.MailTested;
import io.docuvault.mail.MailCheck.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A test mail says what is wrong, whatever that is. */
class MailCheckTest {

    private static final String SECRET = "do-not-show-this";

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void saysThatItWasSent() throws Exception {
        server.start();

        assertThat(test("127.0.0.1", server.getSmtp().getPort(), null, false).outcome())
                .isEqualTo(Outcome.SENT);
        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(server.getReceivedMessages()[0].getSubject()).isEqualTo("Eine Testmail von DocuVault");
    }

    @Test
    void saysThatThereIsNoServer() throws Exception {
        assertThat(test("", 587, null, true).outcome()).isEqualTo(Outcome.NOT_SET);
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(test("127.0.0.1", port, null, false).outcome()).isEqualTo(Outcome.CONNECTION_REFUSED);
    }

    @Test
    void saysThatTheNameIsUnknown() throws Exception {
        assertThat(test("mail.does-not-exist.invalid", 25, null, false).outcome())
                .isEqualTo(Outcome.UNKNOWN_HOST);
    }

    @Test
    void saysThatTheServerIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(test("127.0.0.1", silent.getLocalPort(), null, false).outcome())
                    .isEqualTo(Outcome.TIMEOUT);
        }
    }

    @Test
    void saysThatTheServerDoesNotEncrypt() throws Exception {
        server.start();

        assertThat(test("127.0.0.1", server.getSmtp().getPort(), null, true).outcome())
                .isEqualTo(Outcome.TLS);
    }

    @Test
    void saysThatUserOrPasswordAreWrongAndNeverWhatThePasswordIs() throws Exception {
        server.start();
        createUser();

        MailTested tested = test("127.0.0.1", server.getSmtp().getPort(), "anna", false);

        assertThat(tested.outcome()).isEqualTo(Outcome.AUTHENTICATION);
        assertThat(tested.toString()).doesNotContain(SECRET);
        assertThat(check("127.0.0.1", 25, "anna", false).facts().toString())
                .doesNotContain(SECRET)
                .contains("passwordSet=true");
    }

    private void createUser() throws UserException {
        server.getUserManager().createUser("anna@example.org", "anna", "another");
        server.getUserManager().setAuthRequired(true);
    }

    private static MailTested test(String host, int port, @Nullable String user, boolean starttls)
            throws IOException, InterruptedException {
        return check(host, port, user, starttls).test("anna@example.org", "de");
    }

    private static MailCheck check(String host, int port, @Nullable String user, boolean starttls) {
        MailSettings settings = new MailSettings(
                host,
                port,
                user,
                user == null ? null : SECRET,
                "vault@example.org",
                starttls,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                "https://vault.example.org");
        return new MailCheck(settings, new MailDelivery(settings));
    }
}

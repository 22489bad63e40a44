package io.docuvault.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server that hangs, refuses or drops the line delays nobody, and its mail arrives once. */
@HttpTest
class MailQueueTest {

    /** What the server does to one attempt; once there is none left it takes what comes. */
    private interface Trouble {

        default void atRecipient() throws RejectException {}

        default void atContent() throws RejectException, IOException {}
    }

    private static final ConcurrentLinkedQueue<Trouble> TROUBLES = new ConcurrentLinkedQueue<>();
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();
    private static final CountDownLatch END = new CountDownLatch(1);

    private static final SMTPServer SERVER = new SMTPServer.Builder()
            .port(0)
            .messageHandlerFactory(_ -> new Attempt())
            .build();

    private static final class Attempt implements MessageHandler {

        private final Trouble trouble = TROUBLES.isEmpty() ? new Trouble() {} : TROUBLES.remove();

        @Override
        public void from(String sender) {}

        @Override
        public void recipient(String recipient) throws RejectException {
            trouble.atRecipient();
        }

        @Override
        public String data(InputStream content) throws RejectException, IOException {
            String text = new String(content.readAllBytes(), UTF_8);
            trouble.atContent();
            RECEIVED.add(text);
            return "taken";
        }

        @Override
        public void done() {}
    }

    @Autowired
    Api api;

    @Autowired
    Mailer mailer;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @DynamicPropertySource
    static void useTheServer(DynamicPropertyRegistry registry) {
        SERVER.start();
        registry.add("docuvault.mail.host", () -> "localhost");
        registry.add("docuvault.mail.port", SERVER::getPortAllocated);
        registry.add("docuvault.mail.starttls", () -> "false");
        registry.add("docuvault.mail.timeout", () -> "2s");
        registry.add("docuvault.mail.frontend-url", () -> "https://vault.example.org/app/");
    }

    @AfterAll
    static void stop() {
        END.countDown();
        SERVER.stop();
    }

    @Test
    void sendsALinkThatLeadsToTheConfiguredPagesWhateverTheHostHeaderSays() {
        Api.Person anna = api.newPerson();

        api.anonymous()
                .post()
                .uri("/api/auth/password/forgot")
                .header("Host", "evil.example.com")
                .header("X-Forwarded-Host", "evil.example.com")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", anna.email()))
                .exchange()
                .expectStatus()
                .isAccepted();

        String mail = arrived(anna);
        assertThat(mail)
                .contains("https://vault.example.org/app/reset-password#token")
                .doesNotContain("evil");
    }

    @Test
    void delaysNoRequestBehindAServerThatHangsAndSendsTheMailOnce() {
        Api.Person anna = api.newPerson();
        TROUBLES.add(new Trouble() {
            @Override
            public void atRecipient() {
                try {
                    END.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        });

        long begin = System.nanoTime();
        changePassword(anna);

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("less than the mail server's time-out")
                .isLessThan(Duration.ofSeconds(2));
        arrived(anna);
        assertThat(mailJob(anna).attempt()).isEqualTo(2);
    }

    @Test
    void triesAgainAfterARefusalForNowAndALineThatDrops() {
        Api.Person anna = api.newPerson();
        TROUBLES.add(new Trouble() {
            @Override
            public void atRecipient() throws RejectException {
                throw new RejectException(451, "Greylisted");
            }
        });
        TROUBLES.add(new Trouble() {
            @Override
            public void atContent() throws IOException {
                throw new IOException("the line drops");
            }
        });

        changePassword(anna);

        arrived(anna);
        assertThat(mailJob(anna).attempt()).isEqualTo(3);
    }

    @Test
    void endsAMailThatIsRefusedForGoodWithTheReason() {
        Api.Person anna = api.newPerson();
        TROUBLES.add(new Trouble() {
            @Override
            public void atRecipient() throws RejectException {
                throw new RejectException(550, "No such user here");
            }
        });

        changePassword(anna);

        await().atMost(Duration.ofSeconds(20)).until(() -> mailJob(anna).state().equals("failed"));
        JobRow job = mailJob(anna);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.code()).isEqualTo("mail_refused");
        assertThat(job.detail()).contains("550", "No such user here");
        assertThat(RECEIVED).noneMatch(mail -> mail.contains(anna.email()));
    }

    @Test
    void refusesAnAddressThatBringsAHeaderOfItsOwn() {
        Api.Person anna = api.newPerson();

        assertThatThrownBy(() -> transactions.executeWithoutResult(_ ->
                        mailer.send(anna.id(), "anna@example.org\r\nBcc: eve@example.com", "en", new MailTemplate() {
                            @Override
                            public String name() {
                                return "password-reset";
                            }

                            @Override
                            public Map<String, String> values() {
                                return Map.of("token", "x");
                            }
                        })))
                .hasMessageContaining("control characters");
    }

    private void changePassword(Api.Person person) {
        person.http()
                .put()
                .uri("/api/account/password")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("currentPassword", Api.PASSWORD, "newPassword", "eleven lamps along the quay"))
                .exchange()
                .expectStatus()
                .isOk();
    }

    /** The only mail to somebody, once it has arrived and its job is done. */
    private String arrived(Api.Person person) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> RECEIVED.stream().anyMatch(mail -> mail.contains(person.email())));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> mailJob(person).state().equals("done"));
        List<String> mails =
                RECEIVED.stream().filter(mail -> mail.contains(person.email())).toList();
        assertThat(mails).hasSize(1);
        return mails.getFirst();
    }

    private record JobRow(
            String state,
            int attempt,
            @Nullable String code,
            @Nullable String detail) {}

    /** The mail's job; the session that could ask for it over HTTP ended with the password. */
    private JobRow mailJob(Api.Person person) {
        return Caller.user(person.id())
                .call(() -> Objects.requireNonNull(transactions.execute(_ -> jdbc.sql("""
                                select state, attempt, error_code as code, error_detail as detail
                                from jobs where kind = 'mail' and owner_id = :owner
                                """)
                        .param("owner", person.id())
                        .query(JobRow.class)
                        .single())));
    }
}

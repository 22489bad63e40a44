package io.docuvault.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.jobs.JobFailure;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Delivers by SMTP where a server is set, else to the log, where an operator who tries things out finds it. */
@Component
class MailDelivery {

    private static final Logger log = LoggerFactory.getLogger(MailDelivery.class);
    static final String TOO_SLOW = "The mail server took longer than ";
    private static final int LONGEST_REASON = 200;

    private final MailSettings settings;
    private final @Nullable JavaMailSenderImpl sender;

    MailDelivery(MailSettings settings) {
        this.settings = settings;
        this.sender = settings.host() == null || settings.host().isBlank() ? null : sender(settings, settings.host());
    }

    /**
     * @throws JobFailure if the server refuses this mail for good
     * @throws InterruptedException if this node is being stopped
     * @throws MessagingException and any other exception if it is worth another try
     */
    void deliver(UUID id, String to, MailText mail) throws MessagingException, InterruptedException {
        if (sender == null) {
            log.info(
                    "Without SMTP_HOST this mail was not sent. To: {}\nSubject: {}\n\n{}",
                    to,
                    mail.subject(),
                    mail.text());
            return;
        }
        MimeMessage message = sender.createMimeMessage();
        MimeMessageHelper helper = new MimeMessageHelper(message, true, UTF_8.name());
        helper.setFrom(settings.from());
        helper.setTo(address(to));
        helper.setSubject(mail.subject());
        helper.setText(mail.text(), mail.html());
        // The same for each attempt, by which a mail server can tell that it is the same mail.
        message.setHeader("Message-ID", "<" + id + "@docuvault>");
        message.setHeader("Auto-Submitted", "auto-generated");
        try {
            send(sender, message);
        } catch (MailSendException e) {
            String refusal = refusal(e);
            if (refusal != null) {
                throw new JobFailure("mail_refused", "The mail server refuses it: " + refusal, e);
            }
            throw e;
        }
    }

    /** What passes for an address at the registration is looked at more strictly here. */
    private static InternetAddress address(String to) {
        try {
            return new InternetAddress(to, true);
        } catch (AddressException e) {
            throw new JobFailure("mail_refused", "This is no address that mail can be sent to.", e);
        }
    }

    /**
     * Each step has a time limit of its own, which a server that sends a byte now and then never reaches: the whole has
     * one besides, so that nobody keeps a worker for ever.
     */
    private void send(JavaMailSenderImpl by, MimeMessage message) throws MessagingException, InterruptedException {
        FutureTask<Void> conversation = new FutureTask<>(() -> by.send(message), null);
        Thread.ofVirtual().name("smtp").start(conversation);
        try {
            conversation.get(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new MessagingException(TOO_SLOW + settings.deadline());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } finally {
            // An interrupted virtual thread closes the socket that it waits for; one that has ended does not mind.
            conversation.cancel(true);
        }
    }

    /** What the server said if it will not take this mail from us, ever (a 5xx to its recipient or content). */
    private static @Nullable String refusal(MailSendException failure) {
        for (Exception each : failure.getMessageExceptions()) {
            for (Exception cause = each; cause != null; cause = next(cause)) {
                int code = switch (cause) {
                    case SMTPAddressFailedException recipient -> recipient.getReturnCode();
                    case SMTPSendFailedException content
                    when content.getCommand().startsWith("DATA") -> content.getReturnCode();
                    default -> 0;
                };
                if (code >= 500 && code < 600) {
                    return printable(String.valueOf(cause.getMessage()));
                }
            }
        }
        return null;
    }

    private static @Nullable Exception next(Exception exception) {
        return exception instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
    }

    private static JavaMailSenderImpl sender(MailSettings settings, String host) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(host.strip());
        sender.setPort(settings.port());
        sender.setDefaultEncoding(UTF_8.name());
        Properties properties = sender.getJavaMailProperties();
        if (settings.user() != null && !settings.user().isBlank()) {
            sender.setUsername(settings.user());
            sender.setPassword(settings.password());
            properties.put("mail.smtp.auth", "true");
        }
        String timeout = String.valueOf(settings.timeout().toMillis());
        properties.put("mail.smtp.starttls.enable", String.valueOf(settings.starttls()));
        properties.put("mail.smtp.starttls.required", String.valueOf(settings.starttls()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.connectiontimeout", timeout);
        properties.put("mail.smtp.timeout", timeout);
        properties.put("mail.smtp.writetimeout", timeout);
        if (settings.caFile() != null && !settings.caFile().toString().isBlank()) {
            properties.put("mail.smtp.ssl.socketFactory", trusting(settings.caFile()));
        }
        return sender;
    }

    private static SSLSocketFactory trusting(Path certificates) {
        PemSslStoreDetails trusted =
                PemSslStoreDetails.forCertificate(certificates.toUri().toString());
        return SslBundle.of(new PemSslStoreBundle(null, trusted))
                .createSslContext()
                .getSocketFactory();
    }
}

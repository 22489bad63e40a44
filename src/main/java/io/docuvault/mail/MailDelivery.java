package io.docuvault.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Delivers by SMTP where a server is set, else to the log, where an operator who tries things out finds it. */
@Component
class MailDelivery {

    private static final Logger log = LoggerFactory.getLogger(MailDelivery.class);

    private final MailSettings settings;
    private final @Nullable JavaMailSenderImpl sender;

    MailDelivery(MailSettings settings) {
        this.settings = settings;
        this.sender = settings.host() == null || settings.host().isBlank() ? null : sender(settings, settings.host());
    }

    void deliver(UUID id, String to, MailText mail) throws MessagingException {
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
        helper.setTo(to);
        helper.setSubject(mail.subject());
        helper.setText(mail.text(), mail.html());
        // The same for each attempt, by which a mail server can tell that it is the same mail.
        message.setHeader("Message-ID", "<" + id + "@docuvault>");
        message.setHeader("Auto-Submitted", "auto-generated");
        sender.send(message);
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
        return sender;
    }
}

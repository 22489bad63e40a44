package io.docuvault.mail;

import com.fasterxml.jackson.annotation.JsonValue;
import io.docuvault.jobs.JobFailure;
import io.docuvault.shared.Ids;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailSendException;
import org.springframework.stereotype.Service;

/** Says how mail is set up, and tries it out. */
@Service
public class MailCheck {

    private static final int LONGEST = 200;
    private static final int DEEPEST = 50;

    private final MailSettings settings;
    private final MailDelivery delivery;

    MailCheck(MailSettings settings, MailDelivery delivery) {
        this.settings = settings;
        this.delivery = delivery;
    }

    /**
     * What is set.
     *
     * @param host null where mail goes to the log only
     * @param passwordSet whether there is one; what it is, nobody is told
     * @param ownAuthorities whether certificates of the operator's own are trusted
     * @param links where links in mails lead
     */
    public record MailFacts(
            @Nullable String host,
            int port,
            @Nullable String user,
            boolean passwordSet,
            String from,
            boolean starttls,
            boolean ownAuthorities,
            String links) {}

    /** How a test ended. */
    public enum Outcome {
        SENT,
        /** There is no server set. */
        NOT_SET,
        UNKNOWN_HOST,
        /** Nobody listens there. */
        CONNECTION_REFUSED,
        TIMEOUT,
        TLS,
        /** User or password are wrong. */
        AUTHENTICATION,
        /** The server does not take this mail. */
        MAIL_REFUSED,
        FAILED;

        @JsonValue
        String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What came of sending a mail.
     *
     * @param detail what the server, or Java, said of it
     */
    public record MailTested(
            Outcome outcome, String to, @Nullable String detail) {}

    public MailFacts facts() {
        String host = text(settings.host());
        return new MailFacts(
                host,
                settings.port(),
                text(settings.user()),
                text(settings.password()) != null,
                settings.from(),
                settings.starttls(),
                settings.caFile() != null && !settings.caFile().toString().isBlank(),
                settings.frontendUrl());
    }

    /** Sends a mail at once, and says what became of it. */
    public MailTested test(String to, String language) throws InterruptedException {
        if (text(settings.host()) == null) {
            return new MailTested(Outcome.NOT_SET, to, null);
        }
        try {
            delivery.deliver(Ids.next(), to, MailText.of("test", language, settings.frontendUrl(), Map.of()));
            return new MailTested(Outcome.SENT, to, null);
        } catch (JobFailure e) {
            return failed(Outcome.MAIL_REFUSED, to, e);
        } catch (MessagingException | RuntimeException e) {
            return causes(e).stream()
                    .flatMap(cause -> outcome(cause).stream().map(outcome -> failed(outcome, to, cause)))
                    .findFirst()
                    .orElseGet(() -> failed(Outcome.FAILED, to, causes(e).getLast()));
        }
    }

    private static Optional<Outcome> outcome(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case MailAuthenticationException _, AuthenticationFailedException _ -> Optional.of(Outcome.AUTHENTICATION);
            case UnknownHostException _ -> Optional.of(Outcome.UNKNOWN_HOST);
            case ConnectException _ -> Optional.of(Outcome.CONNECTION_REFUSED);
            case SocketTimeoutException _ -> Optional.of(Outcome.TIMEOUT);
            case SSLException _ -> Optional.of(Outcome.TLS);
            case MessagingException _ when message.contains("STARTTLS") -> Optional.of(Outcome.TLS);
            case MessagingException _ when message.startsWith(MailDelivery.TOO_SLOW) -> Optional.of(Outcome.TIMEOUT);
            default -> Optional.empty();
        };
    }

    /** A failure and all that caused it, the outermost first; the mail API hides some in places of its own. */
    private static List<Throwable> causes(Throwable failure) {
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        Deque<Throwable> found = new ArrayDeque<>();
        while (!open.isEmpty() && found.size() < DEEPEST) {
            Throwable next = open.removeFirst();
            found.addLast(next);
            if (next instanceof MailSendException send) {
                open.addAll(List.of(send.getMessageExceptions()));
            }
            if (next instanceof MessagingException messaging && messaging.getNextException() != null) {
                open.add(messaging.getNextException());
            }
            if (next.getCause() != null && !open.contains(next.getCause())) {
                open.add(next.getCause());
            }
        }
        return List.copyOf(found);
    }

    private MailTested failed(Outcome outcome, String to, Throwable cause) {
        String words = String.valueOf(cause.getMessage())
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        String password = text(settings.password());
        String safe = password == null ? words : words.replace(password, "…");
        return new MailTested(outcome, to, safe.length() > LONGEST ? safe.substring(0, LONGEST) : safe);
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}

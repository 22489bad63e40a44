package io.docuvault.mail;

import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Sends mail later, from the {@code email} queue: no request ever waits for a mail server. */
@Service
public class Mailer {

    private final Jobs jobs;

    Mailer(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Enqueues a mail in the caller's transaction: it is sent if, and only if, that commits.
     *
     * @param owner in whose name; usually the recipient
     * @param language {@code en} or {@code de}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void send(UUID owner, String to, String language, MailTemplate mail) {
        jobs.enqueue(new NewJob(
                MailJob.KIND,
                owner,
                null,
                Map.of("to", to, "language", language, "template", mail.name(), "values", mail.values())));
    }
}

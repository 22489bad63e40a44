package io.docuvault.mail;

import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Sends mail later, from the {@code email} queue: no request ever waits for a mail server. */
@Service
public class Mailer {

    private final Jobs jobs;
    private final MailSeal seal;

    Mailer(Jobs jobs, MailSeal seal) {
        this.jobs = jobs;
        this.seal = seal;
    }

    /**
     * Enqueues a mail in the caller's transaction: it is sent if, and only if, that commits.
     *
     * @param owner in whose name; usually the recipient
     * @param language {@code en} or {@code de}
     * @throws IllegalArgumentException if the address could break out of its header
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void send(UUID owner, String to, String language, MailTemplate mail) {
        if (to.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("An address has no control characters");
        }
        jobs.enqueue(new NewJob(
                MailJob.KIND, owner, null, MailJob.payload(to, language, mail.name(), seal.seal(to, mail.values()))));
    }
}

package io.docuvault.mail;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes one mail and hands it to the delivery. */
@Component
class MailJob implements JobHandler {

    static final String KIND = "mail";

    private final MailDelivery delivery;
    private final MailSeal seal;
    private final MailSettings settings;

    MailJob(MailDelivery delivery, MailSeal seal, MailSettings settings) {
        this.delivery = delivery;
        this.seal = seal;
        this.settings = settings;
    }

    /** What waits in the queue. */
    static Map<String, Object> payload(String to, String language, String template, String sealedValues) {
        return Map.of("to", to, "language", language, "template", template, "values", sealedValues);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.EMAIL;
    }

    @Override
    public int maxAttempts() {
        return 8;
    }

    @Override
    public void run(Job job) throws Exception {
        String to = text(job, "to");
        Map<String, String> values = seal.open(to, text(job, "values"));
        delivery.deliver(
                job.id(),
                to,
                MailText.of(text(job, "template"), text(job, "language"), settings.frontendUrl(), values));
    }

    private static String text(Job job, String key) {
        return String.valueOf(job.payload().get(key));
    }
}

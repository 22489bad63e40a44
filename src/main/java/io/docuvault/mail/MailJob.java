package io.docuvault.mail;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes one mail and hands it to the delivery. */
@Component
class MailJob implements JobHandler {

    static final String KIND = "mail";

    private final MailDelivery delivery;

    MailJob(MailDelivery delivery) {
        this.delivery = delivery;
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
        Map<String, Object> mail = job.payload();
        delivery.deliver(
                job.id(),
                String.valueOf(mail.get("to")),
                MailText.of(String.valueOf(mail.get("template")), String.valueOf(mail.get("language")), values(mail)));
    }

    private static Map<String, String> values(Map<String, Object> mail) {
        Map<String, String> values = new HashMap<>();
        if (mail.get("values") instanceof Map<?, ?> stored) {
            stored.forEach((key, value) -> values.put(String.valueOf(key), String.valueOf(value)));
        }
        return values;
    }
}

package io.docuvault.classification;

import io.docuvault.classification.ProviderException.Reason;
import io.docuvault.documents.DocumentTexts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down that a model is asked, and with which words, before it is: whatever becomes of the call, of the job or of
 * the server, it can be seen what went out. It also keeps the same words from going out twice at the same time.
 */
@Component
class Calls {

    private final RunRepository runs;
    private final SentRepository sent;
    private final DocumentTexts texts;
    private final ModelSettings settings;
    private final TransactionTemplate apart;
    private final Clock clock;

    Calls(
            RunRepository runs,
            SentRepository sent,
            DocumentTexts texts,
            ModelSettings settings,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.runs = runs;
        this.sent = sent;
        this.texts = texts;
        this.settings = settings;
        this.apart = new TransactionTemplate(transactionManager);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    /**
     * Called right before a request goes out.
     *
     * @throws ProviderException {@code asked_already} if somebody is asking in the same words just now, or has the answer
     */
    void begin(UUID owner, UUID document, Run run, Permit.Sent message) {
        apart.executeWithoutResult(_ -> {
            Instant lost = clock.instant().minus(settings.longestCall());
            runs.giveUp(owner, run.provider(), run.promptHash(), run.textHash(), lost);
            boolean free = texts.exists(owner, document) && runs.begin(owner, document, run);
            if (!free
                    || runs.answered(owner, document, run.provider(), run.promptHash(), run.textHash(), true)
                            .isPresent()) {
                throw new ProviderException(
                        Reason.UNAVAILABLE,
                        "asked_already",
                        "The same is being asked just now; the answer is for both.",
                        Duration.ofSeconds(2),
                        null);
            }
            sent.insert(owner, run.id(), message, run.createdAt());
        });
    }

    /** Writes down what came of it, whether or not anybody still wants to know. */
    void end(UUID owner, UUID document, Run run, boolean wasSent) {
        apart.executeWithoutResult(_ -> {
            if (!wasSent) {
                runs.forget(owner, run.id());
            } else if (texts.exists(owner, document)) {
                runs.insert(owner, document, run);
            }
        });
    }
}

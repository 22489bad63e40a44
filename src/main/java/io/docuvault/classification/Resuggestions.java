package io.docuvault.classification;

import io.docuvault.documents.TopicsDecided;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Asks for another look at the documents that nobody has sorted yet, whenever what a provider knows has changed. */
@Component
class Resuggestions {

    private final Jobs jobs;
    private final ClassificationSettings settings;

    Resuggestions(Jobs jobs, ClassificationSettings settings) {
        this.jobs = jobs;
        this.settings = settings;
    }

    /** In the current transaction; a look that waits already will do. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void request(UUID owner) {
        jobs.enqueueUnlessWaiting(new NewJob(ResuggestJob.KIND, owner, null), settings.resuggestDelay());
    }

    @EventListener
    void onDecision(TopicsDecided decided) {
        request(decided.ownerId());
    }
}

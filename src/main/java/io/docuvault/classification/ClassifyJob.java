package io.docuvault.classification;

import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Suggests topics for one document. The user's own rules come first. The built-in provider does so at once; where a model may and can be asked, that is
 * left to {@link AskModelJob}, so that neither this document nor the reading of others ever waits for a model. Without text
 * there is no call, nor where the same was asked before: then the earlier answer counts again.
 */
@Component
class ClassifyJob implements JobHandler {

    static final String KIND = "classify";

    private final Filing filing;
    private final Rules rules;
    private final Parking parking;

    ClassifyJob(Filing filing, Rules rules, Parking parking) {
        this.filing = filing;
        this.rules = rules;
        this.parking = parking;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(Job job) {
        UUID owner = job.ownerId();
        UUID id = job.requireSubject();
        ReadDocument document = filing.read(job).orElse(null);
        if (document == null) {
            filing.end(job, () -> parking.unpark(owner, id));
            return;
        }
        Map<UUID, Rules.Found> found = rules.find(owner, List.of(document));
        filing.effects(job, () -> found.forEach((_, said) -> rules.apply(owner, id, said)));
        Optional<ModelAccount> account = filing.choose(owner, document);
        if (account.isEmpty()) {
            filing.builtIn(job, document, () -> {
                parking.unpark(owner, id);
                filing.ended(owner, id);
            });
        } else if (!filing.answeredBefore(job, account.get(), document, () -> parking.unpark(owner, id))) {
            filing.meanwhile(job, document);
            filing.end(job, () -> parking.later(owner, id, account.get()));
        }
    }

    /** The document is none the worse for it: it is ready, without new suggestions. */
    @Override
    public void failed(Job job, JobFailure failure) {
        filing.ended(job.ownerId(), job.requireSubject());
    }
}

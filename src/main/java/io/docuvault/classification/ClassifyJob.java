package io.docuvault.classification;

import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Suggests topics for one document: by the built-in provider where no model may or can be asked; else it leaves that to
 * {@link AskModelJob}, so that reading other documents never waits for a model. Without text there is no call, nor where
 * the same was asked before: then the earlier answer counts again. The user's own rules come before all that.
 */
@Component
class ClassifyJob implements JobHandler {

    static final String KIND = "classify";

    private final Jobs jobs;
    private final Filing filing;
    private final Rules rules;
    private final AiPolicies policies;
    private final ModelAccounts accounts;
    private final Parking parking;

    ClassifyJob(Jobs jobs, Filing filing, Rules rules, AiPolicies policies, ModelAccounts accounts, Parking parking) {
        this.jobs = jobs;
        this.filing = filing;
        this.rules = rules;
        this.policies = policies;
        this.accounts = accounts;
        this.parking = parking;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(Job job) {
        Optional<ReadDocument> document = filing.read(job);
        if (document.isEmpty()) {
            filing.end(job, () -> parking.unpark(job.ownerId(), job.requireSubject()));
            return;
        }
        Rules.Found found = rules.find(job.ownerId(), document.get());
        filing.effects(job, () -> rules.apply(job.ownerId(), job.requireSubject(), found));
        if (choose(job, document.get()).isPresent()) {
            filing.effects(
                    job,
                    () -> jobs.enqueueUnlessWaiting(
                            new NewJob(AskModelJob.KIND, job.ownerId(), job.requireSubject()), Duration.ZERO));
        } else {
            UUID owner = job.ownerId();
            filing.builtIn(job, document.get(), () -> {
                parking.unpark(owner, job.requireSubject());
                filing.ended(owner, job.requireSubject());
            });
        }
    }

    /**
     * The model to ask. Where a topic is closed to it, the built-in provider looks first whether the document is one of
     * that topic's: nobody else could tell before it is too late.
     */
    private Optional<ModelAccount> choose(Job job, ReadDocument document) {
        UUID owner = job.ownerId();
        AiPolicy policy = policies.of(owner, document.id());
        Optional<ModelAccount> account = accounts.choose(owner, policy);
        if (account.isPresent() && policies.stricterTopicsThan(owner, policy)) {
            filing.meanwhile(job, document);
            return accounts.choose(owner, policies.of(owner, document.id()));
        }
        return account;
    }

    /** The document is none the worse for it: it is ready, without new suggestions. */
    @Override
    public void failed(Job job, JobFailure failure) {
        filing.ended(job.ownerId(), job.requireSubject());
    }
}

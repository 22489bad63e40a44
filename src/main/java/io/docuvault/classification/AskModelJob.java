package io.docuvault.classification;

import io.docuvault.classification.Classifier.Asked;
import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Asks a model about one document, with one call at the most. Where it cannot answer, the built-in provider does so
 * meanwhile, and the document waits for the model ({@link Parking}); whatever comes, the document stays usable.
 */
@Component
class AskModelJob implements JobHandler {

    static final String KIND = "ask-model";

    private final Filing filing;
    private final Questions questions;
    private final Classifier classifier;
    private final AiPolicies policies;
    private final ModelAccounts accounts;
    private final Parking parking;
    private final AiBudget budget;
    private final Clock clock;

    AskModelJob(
            Filing filing,
            Questions questions,
            Classifier classifier,
            AiPolicies policies,
            ModelAccounts accounts,
            Parking parking,
            AiBudget budget,
            Clock clock) {
        this.filing = filing;
        this.questions = questions;
        this.classifier = classifier;
        this.policies = policies;
        this.accounts = accounts;
        this.parking = parking;
        this.budget = budget;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.AI;
    }

    @Override
    public void run(Job job) throws InterruptedException {
        Optional<ReadDocument> document = filing.read(job);
        if (document.isEmpty()) {
            filing.end(job, () -> parking.unpark(job.ownerId(), job.requireSubject()));
            return;
        }
        // What counts is what holds now: settings may have changed since the job was put into its queue.
        Optional<ModelAccount> account = accounts.choose(
                job.ownerId(), policies.of(job.ownerId(), document.get().id()));
        if (account.isPresent()) {
            ask(job, account.get(), filing.whole(job, document.get()));
        } else {
            filing.meanwhile(job, document.get());
            filing.end(job, () -> parking.unpark(job.ownerId(), job.requireSubject()));
        }
    }

    private void ask(Job job, ModelAccount account, ReadDocument document) throws InterruptedException {
        UUID owner = job.ownerId();
        Question question = questions.of(owner, account);
        Optional<RunRepository.Answered> earlier = classifier.earlierAnswer(question, document);
        if (earlier.isPresent()) {
            filing.end(job, () -> {
                classifier.reuse(owner, document.id(), earlier.get());
                parking.unpark(owner, document.id());
            });
            return;
        }
        Asked asked = classifier.askModel(question, account, document);
        ProviderException failure = asked.failure();
        if (failure == null) {
            filing.end(job, () -> {
                classifier.keep(owner, document.id(), asked);
                parking.unpark(owner, document.id());
                parking.release(owner, account.provider().name());
            });
        } else {
            withoutAnswer(job, account, document, asked, failure);
        }
    }

    private void withoutAnswer(
            Job job, ModelAccount account, ReadDocument document, Asked asked, ProviderException failure) {
        UUID owner = job.ownerId();
        filing.effects(job, () -> {
            if (asked.sent() != null) {
                classifier.keep(owner, document.id(), asked);
            }
        });
        filing.meanwhile(job, document);
        filing.end(job, () -> {
            switch (failure.reason()) {
                case UNAVAILABLE, MISCONFIGURED, OVER_BUDGET ->
                    parking.park(
                            owner,
                            document.id(),
                            account.provider().name(),
                            failure.code(),
                            asked.sent() != null,
                            pause(failure));
                case UNUSABLE_ANSWER, REFUSED, NOT_ALLOWED -> parking.unpark(owner, document.id());
            }
        });
    }

    private Duration pause(ProviderException failure) {
        if (failure.reason() == ProviderException.Reason.OVER_BUDGET) {
            LocalDate next = budget.month().plusMonths(1);
            Instant begins = next.atStartOfDay(ZoneOffset.UTC).toInstant();
            return Duration.between(clock.instant(), begins);
        }
        return failure.retryAfter().orElse(Duration.ZERO);
    }

    /** The document is none the worse for it: it is ready, with what it had. */
    @Override
    public void failed(Job job, JobFailure failure) {
        filing.ended(job.ownerId(), job.requireSubject());
    }
}

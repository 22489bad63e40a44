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
 * Asks a model about one document, with one call at the most. Where it cannot answer, the document stays with what the
 * built-in provider said before, and waits for the model ({@link Parking}); whatever comes, it stays usable.
 */
@Component
class AskModelJob implements JobHandler {

    static final String KIND = "ask-model";

    private final Filing filing;
    private final Questions questions;
    private final Classifier classifier;
    private final Parking parking;
    private final AiBudget budget;
    private final Clock clock;

    AskModelJob(
            Filing filing, Questions questions, Classifier classifier, Parking parking, AiBudget budget, Clock clock) {
        this.filing = filing;
        this.questions = questions;
        this.classifier = classifier;
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
        Optional<ModelAccount> account = filing.choose(job.ownerId(), document.get());
        if (account.isEmpty()) {
            filing.meanwhile(job, document.get());
            filing.end(job, () -> parking.unpark(job.ownerId(), job.requireSubject()));
        } else if (filing.answeredBefore(
                job, account.get(), document.get(), () -> parking.unpark(job.ownerId(), job.requireSubject()))) {
            filing.effects(job, () -> parking.next(job.ownerId(), account.get()));
        } else {
            ask(job, account.get(), filing.whole(job, document.get()));
        }
    }

    private void ask(Job job, ModelAccount account, ReadDocument document) throws InterruptedException {
        UUID owner = job.ownerId();
        Question question = questions.of(owner, account);
        Asked asked = classifier.askModel(question, account, document, () -> filing.chooses(owner, document, account));
        ProviderException failure = asked.failure();
        if (failure == null) {
            filing.end(job, () -> {
                classifier.keep(owner, document.id(), asked);
                parking.unpark(owner, document.id());
            });
        } else {
            filing.end(job, () -> withoutAnswer(owner, account, document, asked, failure));
        }
        if (failure == null || isAboutTheDocument(failure)) {
            // It is there: what waits for it may go on, as fast as it answers.
            filing.effects(job, () -> parking.next(owner, account));
        }
    }

    /** With what the built-in provider said before the model was asked. */
    private void withoutAnswer(
            UUID owner, ModelAccount account, ReadDocument document, Asked asked, ProviderException failure) {
        if (isAboutTheDocument(failure)) {
            parking.unpark(owner, document.id());
        } else {
            parking.park(
                    owner,
                    document.id(),
                    account.provider().name(),
                    failure.code(),
                    asked.sent() != null,
                    pause(failure));
        }
    }

    private static boolean isAboutTheDocument(ProviderException failure) {
        return switch (failure.reason()) {
            case UNUSABLE_ANSWER, REFUSED, NOT_ALLOWED -> true;
            case UNAVAILABLE, MISCONFIGURED, OVER_BUDGET -> false;
        };
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

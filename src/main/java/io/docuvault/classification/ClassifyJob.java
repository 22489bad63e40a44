package io.docuvault.classification;

import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Suggests topics for one document, with at most one call of a provider. Without text there is no call, nor where the
 * same was asked before: then the earlier answer counts again.
 */
@Component
class ClassifyJob implements JobHandler {

    static final String KIND = "classify";

    private final Jobs jobs;
    private final Questions questions;
    private final Classifier classifier;
    private final DocumentTexts texts;
    private final DocumentTopics documentTopics;
    private final TransactionTemplate transactions;

    ClassifyJob(
            Jobs jobs,
            Questions questions,
            Classifier classifier,
            DocumentTexts texts,
            DocumentTopics documentTopics,
            TransactionTemplate transactions) {
        this.jobs = jobs;
        this.questions = questions;
        this.classifier = classifier;
        this.texts = texts;
        this.documentTopics = documentTopics;
        this.transactions = transactions;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(Job job) {
        Optional<ReadDocument> document = texts.read(job.ownerId(), job.requireSubject())
                .filter(read -> !read.text().isBlank());
        if (document.isPresent()) {
            classify(job, document.get());
        } else {
            finish(job, () -> {});
        }
    }

    private void classify(Job job, ReadDocument document) {
        Question question = questions.of(job.ownerId());
        Optional<Run> earlier = classifier.earlierAnswer(question, document);
        if (earlier.isPresent()) {
            finish(job, () -> classifier.suggest(job.ownerId(), document.id(), earlier.get()));
        } else {
            Run run = ask(job, question, document);
            finish(job, () -> classifier.keep(job.ownerId(), document.id(), run));
        }
    }

    private Run ask(Job job, Question question, ReadDocument document) {
        long start = System.nanoTime();
        try {
            return classifier.ask(question, document);
        } catch (ProviderException e) {
            Run run = classifier.failed(question, document, Duration.ofNanos(System.nanoTime() - start));
            transactions.executeWithoutResult(_ -> {
                jobs.requireLease(job);
                classifier.keepFailure(job.ownerId(), document.id(), run);
            });
            throw switch (e.reason()) {
                case UNAVAILABLE, UNUSABLE_ANSWER -> e;
                case MISCONFIGURED -> new JobFailure("provider_misconfigured", String.valueOf(e.getMessage()), e);
                case REFUSED -> new JobFailure("provider_refused", String.valueOf(e.getMessage()), e);
            };
        }
    }

    private void finish(Job job, Runnable effects) {
        transactions.executeWithoutResult(_ -> {
            jobs.requireLease(job);
            effects.run();
            documentTopics.endClassification(job.ownerId(), job.requireSubject());
        });
    }

    /** The document is none the worse for it: it is ready, without new suggestions. */
    @Override
    public void failed(Job job, JobFailure failure) {
        documentTopics.endClassification(job.ownerId(), job.requireSubject());
    }
}

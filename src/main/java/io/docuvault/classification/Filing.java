package io.docuvault.classification;

import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.Jobs;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The steps of classifying a document that its jobs share. */
@Component
class Filing {

    /** Of a longer text the rest is not read: a model sees 8,000 characters of it anyhow. */
    private static final int MOST_TEXT = 400_000;

    private final Jobs jobs;
    private final Questions questions;
    private final Classifier classifier;
    private final ClosedTopics closed;
    private final ModelAccounts accounts;
    private final DocumentTexts texts;
    private final DocumentTopics documentTopics;
    private final TransactionTemplate transactions;

    Filing(
            Jobs jobs,
            Questions questions,
            Classifier classifier,
            ClosedTopics closed,
            ModelAccounts accounts,
            DocumentTexts texts,
            DocumentTopics documentTopics,
            TransactionTemplate transactions) {
        this.jobs = jobs;
        this.questions = questions;
        this.classifier = classifier;
        this.closed = closed;
        this.accounts = accounts;
        this.texts = texts;
        this.documentTopics = documentTopics;
        this.transactions = transactions;
    }

    /** The document of a job; empty if it is gone or there is no text in it. */
    Optional<ReadDocument> read(Job job) {
        return texts.read(job.ownerId(), job.requireSubject())
                .filter(document -> !document.text().isBlank());
    }

    /** With as much of the text as a model's excerpt is chosen from. */
    ReadDocument whole(Job job, ReadDocument document) {
        String text = texts.beginning(job.ownerId(), document.id(), MOST_TEXT);
        return text.length() <= document.text().length() ? document : document.withText(text);
    }

    /** The model to ask, by what holds now: settings may have changed since the job was put into its queue. */
    Optional<ModelAccount> choose(UUID owner, ReadDocument document) {
        return accounts.choose(owner, closed.policy(owner, Questions.documentText(document)));
    }

    /** Whether an account is still the one that {@link #choose} chooses. */
    boolean chooses(UUID owner, ReadDocument document, ModelAccount account) {
        return choose(owner, document).filter(account::isLike).isPresent();
    }

    /**
     * Gives the answer again that was given to the same question before, where there is one.
     *
     * @return whether there is; then the document is done
     */
    boolean answeredBefore(Job job, ModelAccount account, ReadDocument document, Runnable besides) {
        UUID owner = job.ownerId();
        Optional<RunRepository.Answered> earlier =
                classifier.earlierAnswer(questions.of(owner, account), whole(job, document));
        if (earlier.isEmpty()) {
            return false;
        }
        if (earlier.get().run().outcome() == Run.Outcome.REFUSED) {
            meanwhile(job, document);
        }
        end(job, () -> {
            classifier.reuse(owner, document.id(), earlier.get());
            besides.run();
        });
        return true;
    }

    /** Has the built-in provider answer. */
    void builtIn(Job job, ReadDocument document, Runnable besides) {
        Question question = questions.of(job.ownerId());
        Optional<RunRepository.Answered> earlier = classifier.earlierAnswer(question, document);
        if (earlier.isPresent()) {
            effects(job, () -> {
                classifier.reuse(job.ownerId(), document.id(), earlier.get());
                besides.run();
            });
        } else {
            Run run = classifier.ask(question, document);
            effects(job, () -> {
                classifier.keep(job.ownerId(), document.id(), run);
                besides.run();
            });
        }
    }

    /** Has the built-in provider answer unless a model has done so before. */
    void meanwhile(Job job, ReadDocument document) {
        boolean answered = Boolean.TRUE.equals(
                transactions.execute(_ -> classifier.hasAModelsSuggestions(job.ownerId(), document.id())));
        if (!answered) {
            builtIn(job, document, () -> {});
        }
    }

    /** The document is no longer being classified. */
    void end(Job job, Runnable effects) {
        effects(job, () -> {
            effects.run();
            ended(job.ownerId(), job.requireSubject());
        });
    }

    void effects(Job job, Runnable effects) {
        transactions.executeWithoutResult(_ -> {
            jobs.requireLease(job);
            effects.run();
        });
    }

    /** In the current transaction. */
    void ended(UUID owner, UUID document) {
        documentTopics.endClassification(owner, document);
    }
}

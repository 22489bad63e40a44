package io.docuvault.classification;

import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopic;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks again at the documents that nobody has sorted yet, after topics have changed or a person has decided something
 * from which the built-in provider learns. The newest documents only, up to a limit, and only with the built-in
 * provider: nobody pays for a second opinion that they did not ask for, and what a model suggested stays.
 */
@Component
class ResuggestJob implements JobHandler {

    static final String KIND = "resuggest";

    private static final int BATCH = 50;
    /** A confidence that moves less is not news. */
    private static final double NOTICEABLE = 0.05;

    private final Jobs jobs;
    private final Questions questions;
    private final Classifier classifier;
    private final DocumentTexts texts;
    private final DocumentTopics documentTopics;
    private final ClassificationSettings settings;
    private final TransactionTemplate transactions;

    ResuggestJob(
            Jobs jobs,
            Questions questions,
            Classifier classifier,
            DocumentTexts texts,
            DocumentTopics documentTopics,
            ClassificationSettings settings,
            TransactionTemplate transactions) {
        this.jobs = jobs;
        this.questions = questions;
        this.classifier = classifier;
        this.texts = texts;
        this.documentTopics = documentTopics;
        this.settings = settings;
        this.transactions = transactions;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(Job job) {
        Question question = questions.of(job.ownerId());
        if (question.topics().isEmpty()) {
            return;
        }
        List<UUID> unsorted = texts.unsorted(job.ownerId(), settings.resuggestDocuments());
        for (int from = 0; from < unsorted.size(); from += BATCH) {
            lookAgain(job, question, unsorted.subList(from, Math.min(unsorted.size(), from + BATCH)));
        }
    }

    private void lookAgain(Job job, Question question, List<UUID> ids) {
        List<ReadDocument> documents = texts.read(job.ownerId(), ids).stream()
                .filter(document -> !document.text().isBlank())
                // Their rows are locked one after the other, and everybody does that in the order of the ids.
                .sorted(Comparator.comparing(document -> document.id().toString()))
                .toList();
        List<Run> runs = new ArrayList<>();
        documents.forEach(document -> runs.add(classifier.ask(question, document)));
        transactions.executeWithoutResult(_ -> {
            jobs.requireLease(job);
            Map<UUID, List<DocumentTopic>> before = documentTopics.topicsOf(job.ownerId(), ids);
            for (int i = 0; i < documents.size(); i++) {
                ReadDocument document = documents.get(i);
                List<DocumentTopic> suggested = before.getOrDefault(document.id(), List.of()).stream()
                        .filter(topic -> !Providers.RULE.equals(topic.provider()))
                        .toList();
                if (!Classifier.isOfAModel(suggested) && isNews(suggested, open(runs.get(i), document))) {
                    classifier.keep(job.ownerId(), document.id(), runs.get(i));
                }
            }
        });
    }

    private static List<Run.Label> open(Run run, ReadDocument document) {
        return run.topics().stream()
                .filter(label -> !document.rejectedTopics().contains(label.topicId()))
                .toList();
    }

    /** What says the same as before is not written again, or each decision would write a run for every document. */
    private static boolean isNews(List<DocumentTopic> before, List<Run.Label> now) {
        return before.size() != now.size()
                || !now.stream().allMatch(label -> before.stream().anyMatch(it -> same(it, label)));
    }

    private static boolean same(DocumentTopic before, Run.Label now) {
        Double confidence = before.confidence();
        return before.topicId().equals(now.topicId())
                && confidence != null
                && Math.abs(confidence - now.confidence()) < NOTICEABLE;
    }
}

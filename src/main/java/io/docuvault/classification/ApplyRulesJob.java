package io.docuvault.classification;

import io.docuvault.documents.Batch;
import io.docuvault.documents.Batches;
import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks through the documents that are there with the rules that have come since. What it changes is one batch; one more
 * for what is left where it was cut off, since what has been done is not done again.
 */
@Component
class ApplyRulesJob implements JobHandler {

    static final String KIND = "apply-rules";

    private static final int CHUNK = 50;

    private final Jobs jobs;
    private final Rules rules;
    private final DocumentTexts texts;
    private final DocumentTopics documentTopics;
    private final Batches batches;
    private final TransactionTemplate transactions;

    ApplyRulesJob(
            Jobs jobs,
            Rules rules,
            DocumentTexts texts,
            DocumentTopics documentTopics,
            Batches batches,
            TransactionTemplate transactions) {
        this.jobs = jobs;
        this.rules = rules;
        this.texts = texts;
        this.documentTopics = documentTopics;
        this.batches = batches;
        this.transactions = transactions;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(Job job) {
        UUID owner = job.ownerId();
        UUID batch = Objects.requireNonNull(transactions.execute(_ -> {
            jobs.requireLease(job);
            return batches.begin(owner, Batch.Begun.of(Batch.Kind.RULES));
        }));
        DocumentTexts.Place after = null;
        List<DocumentTexts.Place> places;
        do {
            places = places(owner, after);
            if (!places.isEmpty()) {
                after = places.getLast();
                if (!apply(job, batch, places)) {
                    return;
                }
            }
        } while (places.size() == CHUNK);
    }

    private List<DocumentTexts.Place> places(UUID owner, DocumentTexts.@Nullable Place after) {
        return Objects.requireNonNull(transactions.execute(_ -> texts.after(owner, after, CHUNK)));
    }

    /** Whether to go on: not where the batch has been undone before it was finished. */
    private boolean apply(Job job, UUID batch, List<DocumentTexts.Place> places) {
        UUID owner = job.ownerId();
        List<ReadDocument> read = Objects.requireNonNull(transactions.execute(_ ->
                texts.read(owner, places.stream().map(DocumentTexts.Place::id).toList())));
        Map<UUID, Rules.Found> found = rules.find(owner, read);
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            jobs.requireLease(job);
            documentTopics.holdDecisions(owner);
            if (batches.find(owner, batch).undoneAt() != null) {
                return false;
            }
            batches.during(owner, batch, () -> rules.applyAtOnce(owner, found));
            return true;
        }));
    }
}

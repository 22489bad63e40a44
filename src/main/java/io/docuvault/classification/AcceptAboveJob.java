package io.docuvault.classification;

import io.docuvault.documents.Batches;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.SuggestionFilter;
import io.docuvault.documents.Suggestions;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Goes on with accepting suggestions where there are more than somebody wants to wait for. */
@Component
class AcceptAboveJob implements JobHandler {

    static final String KIND = "accept-above";

    private static final int CHUNK = 1_000;

    private final Jobs jobs;
    private final Suggestions suggestions;
    private final DocumentTopics documentTopics;
    private final Batches batches;
    private final TransactionTemplate transactions;

    AcceptAboveJob(
            Jobs jobs,
            Suggestions suggestions,
            DocumentTopics documentTopics,
            Batches batches,
            TransactionTemplate transactions) {
        this.jobs = jobs;
        this.suggestions = suggestions;
        this.documentTopics = documentTopics;
        this.batches = batches;
        this.transactions = transactions;
    }

    static Map<String, Object> payload(SuggestionFilter filter, Instant until) {
        Map<String, Object> payload = new HashMap<>();
        payload.put("until", until.toString());
        if (filter.topicId() != null) {
            payload.put("topic", filter.topicId().toString());
        }
        if (filter.minConfidence() != null) {
            payload.put("minConfidence", filter.minConfidence());
        }
        return payload;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** Somebody looks at the inbox just now. */
    @Override
    public boolean urgent() {
        return true;
    }

    @Override
    public void run(Job job) {
        SuggestionFilter filter = new SuggestionFilter(
                job.payload().get("topic") instanceof String topic ? UUID.fromString(topic) : null,
                job.payload().get("minConfidence") instanceof Number sure ? sure.doubleValue() : null);
        Instant until = Instant.parse(String.valueOf(job.payload().get("until")));
        while (Boolean.TRUE.equals(transactions.execute(_ -> acceptSome(job, filter, until)))) {
            // Until none are left.
        }
    }

    /** Whether to go on. */
    private @Nullable Boolean acceptSome(Job job, SuggestionFilter filter, Instant until) {
        jobs.requireLease(job);
        UUID owner = job.ownerId();
        documentTopics.countDecision(owner);
        if (batches.find(owner, job.requireSubject()).undoneAt() != null) {
            // It has been undone before it was finished.
            return false;
        }
        AtomicBoolean more = new AtomicBoolean();
        batches.during(
                owner, job.requireSubject(), () -> more.set(suggestions.acceptMany(owner, filter, until, CHUNK)));
        return more.get();
    }
}

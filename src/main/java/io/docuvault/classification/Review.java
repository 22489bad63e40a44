package io.docuvault.classification;

import io.docuvault.documents.Batch;
import io.docuvault.documents.Batches;
import io.docuvault.documents.DocumentTopic;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.SuggestionFilter;
import io.docuvault.documents.Suggestions;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Where a person decides about suggestions. */
@Service
class Review {

    /** As many are accepted while somebody waits for it; more are left to {@link AcceptAboveJob}. */
    static final int MOST_AT_ONCE = 5_000;

    private final DocumentTopics documentTopics;
    private final Suggestions suggestions;
    private final Batches batches;
    private final Questions questions;
    private final Jobs jobs;
    private final Clock clock;

    Review(
            DocumentTopics documentTopics,
            Suggestions suggestions,
            Batches batches,
            Questions questions,
            Jobs jobs,
            Clock clock) {
        this.documentTopics = documentTopics;
        this.suggestions = suggestions;
        this.batches = batches;
        this.questions = questions;
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * What came of accepting many.
     *
     * @param whole false while a job goes on with it
     */
    record Accepted(Batch batch, boolean whole) {}

    /** What waits for the owner, newest first. */
    @Transactional(readOnly = true)
    public Page<Suggestions.Item> list(UUID owner, SuggestionFilter filter, @Nullable UUID before, int limit) {
        return suggestions.list(owner, filter, before, limit);
    }

    @Transactional(readOnly = true)
    public Suggestions.Counts counts(UUID owner, @Nullable UUID topic, double sure) {
        return suggestions.counts(owner, topic, sure);
    }

    @Transactional
    public Batch decide(
            UUID owner, Collection<UUID> accepted, Collection<UUID> rejected, List<Suggestions.Added> added) {
        return batches.record(
                owner, Batch.Begun.of(Batch.Kind.REVIEW), () -> suggestions.decide(owner, accepted, rejected, added));
    }

    /**
     * Accepts all that is sure enough.
     *
     * @param seenUntil suggestions that came later are left alone; null for all that are there now
     */
    @Transactional
    public Accepted acceptAbove(UUID owner, SuggestionFilter filter, @Nullable Instant seenUntil) {
        Instant now = clock.instant();
        Instant until = seenUntil == null || seenUntil.isAfter(now) ? now : seenUntil;
        // Decisions are locked before anything else is.
        documentTopics.countDecision(owner);
        if (filter.topicId() != null && !questions.topics(owner).contains(filter.topicId())) {
            throw ProblemException.invalid("topicId", "unknown_topic", "There is no such topic.");
        }
        UUID id = batches.begin(
                owner,
                new Batch.Begun(
                        Batch.Kind.ACCEPT_ABOVE, filter.topicId(), String.valueOf(filter.minConfidence()), null));
        AtomicBoolean more = new AtomicBoolean();
        Batch batch =
                batches.during(owner, id, () -> more.set(suggestions.acceptMany(owner, filter, until, MOST_AT_ONCE)));
        if (more.get()) {
            jobs.enqueue(new NewJob(AcceptAboveJob.KIND, owner, id, AcceptAboveJob.payload(filter, until)));
        }
        return new Accepted(batch, !more.get());
    }

    @Transactional
    public DocumentTopic accept(UUID owner, UUID suggestion) {
        return documentTopics.accept(owner, suggestion).orElseThrow(ProblemException::notFound);
    }

    @Transactional
    public void reject(UUID owner, UUID suggestion) {
        if (!documentTopics.reject(owner, suggestion)) {
            throw ProblemException.notFound();
        }
    }
}

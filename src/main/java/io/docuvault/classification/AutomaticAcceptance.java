package io.docuvault.classification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.docuvault.documents.Batch;
import io.docuvault.documents.Batches;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.Suggestions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Accepts suggestions without a person, of topics whose owner allows it and whose suggestions have been right often
 * enough. Where they no longer are, nothing is accepted until they are again. What was accepted so is no decision of a
 * person: nothing is learnt from it, and it is undone by the day.
 */
@Component
class AutomaticAcceptance {

    /** Older decisions say less about today's suggestions, and reading all of them would take long. */
    private static final int LATEST = 500;

    private final TopicRepository topics;
    private final DocumentTopics documentTopics;
    private final Suggestions suggestions;
    private final Batches batches;

    /** What all topics of an owner had earned by their latest decision. */
    private record Known(long decisions, Map<UUID, Earned> earned) {}

    private final Cache<UUID, Known> known =
            Caffeine.newBuilder().maximumSize(1_000).build();

    AutomaticAcceptance(
            TopicRepository topics, DocumentTopics documentTopics, Suggestions suggestions, Batches batches) {
        this.topics = topics;
        this.documentTopics = documentTopics;
        this.suggestions = suggestions;
        this.batches = batches;
    }

    /** What each topic has earned; topics about which nothing was decided are left out. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, Earned> earned(UUID owner, Collection<UUID> ofTopics) {
        long decisions = documentTopics.decisions(owner);
        Known before = known.getIfPresent(owner);
        if (before != null && before.decisions() == decisions) {
            return before.earned();
        }
        Map<UUID, Earned> earned = new HashMap<>();
        documentTopics
                .observed(owner, ofTopics, LATEST)
                .forEach((topic, observed) -> earned.put(topic, Earned.of(observed)));
        return earned;
    }

    /** The same of all topics, remembered until the next decision. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, Earned> earnedByAll(UUID owner, Collection<UUID> allTopics) {
        Map<UUID, Earned> earned = earned(owner, allTopics);
        // What another transaction counts and then takes back must not be remembered.
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            known.put(owner, new Known(documentTopics.decisions(owner), earned));
        }
        return earned;
    }

    /** To be called before suggestions are made that {@link #accept} is to look at: locks decisions if it has to. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void prepare(UUID owner) {
        if (topics.anyAutomatic(owner)) {
            documentTopics.holdDecisions(owner);
        }
    }

    /** Accepts what may be accepted of the suggestions of some documents. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void accept(UUID owner, Collection<UUID> documents) {
        List<UUID> automatic = topics.automatic(owner);
        if (automatic.isEmpty() || documents.isEmpty()) {
            return;
        }
        Map<UUID, Double> thresholds = new HashMap<>();
        earned(owner, automatic).forEach((topic, earned) -> {
            if (automatic.contains(topic) && earned.allowed() && earned.threshold() != null) {
                thresholds.put(topic, earned.threshold());
            }
        });
        for (UUID topic : suggestions.surer(owner, documents, thresholds)) {
            batches.gather(
                    owner,
                    Batch.Kind.AUTOMATIC,
                    topic,
                    () -> suggestions.acceptAutomatically(
                            owner, documents, topic, thresholds.getOrDefault(topic, 1.0)));
        }
    }
}

package io.docuvault.documents;

import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which documents are in which topics. What a person has decided (confirmed or rejected) is never changed by a
 * suggestion. Everything here happens in the caller's transaction, counts as a new version of the documents concerned
 * and is told to open browsers.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class DocumentTopics {

    /** Of more documents than this only their number is told: whoever looks at them looks at all of them again. */
    private static final int MOST_TOLD = 50;

    private final DocumentTopicRepository repository;
    private final LiveEvents events;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    DocumentTopics(
            DocumentTopicRepository repository, LiveEvents events, ApplicationEventPublisher publisher, Clock clock) {
        this.repository = repository;
        this.events = events;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** The confirmed and suggested topics of a page of documents, with one query; documents without any are left out. */
    public Map<UUID, List<DocumentTopic>> topicsOf(UUID owner, Collection<UUID> documents) {
        return documents.isEmpty() ? Map.of() : repository.topicsOf(owner, documents);
    }

    /** The topics that a person has taken from each of a page of documents; documents without any are left out. */
    public Map<UUID, Set<UUID>> rejectedTopicsOf(UUID owner, Collection<UUID> documents) {
        return documents.isEmpty() ? Map.of() : repository.rejectedTopicsOf(owner, documents);
    }

    /**
     * What a person made of the latest suggestions of each of these topics; those of rules are not meant.
     *
     * @param most so many of each topic
     */
    public Map<UUID, List<Observed>> observed(UUID owner, Collection<UUID> topics, int most) {
        return topics.isEmpty() ? Map.of() : repository.observed(owner, topics, most);
    }

    /** How many documents each topic has; topics without any are left out. */
    public Map<UUID, TopicCounts> counts(UUID owner) {
        return repository.counts(owner);
    }

    /** Counts the changes that {@link #countDecision} announced. */
    public long decisions(UUID owner) {
        return repository.decisions(owner);
    }

    /**
     * Announces a change of what a person has decided or of the documents that they decided about, and waits for others
     * of the same owner that are under way. To be called before rows are touched, so that they never wait in a circle.
     */
    public void countDecision(UUID owner) {
        repository.countDecision(owner);
    }

    /** Waits as {@link #countDecision} does, for a change that is no decision of a person. */
    public void holdDecisions(UUID owner) {
        repository.holdDecisions(owner);
    }

    /**
     * Confirms exactly these topics: other confirmed ones are rejected, and other suggestions wait on. One that was
     * confirmed without a person stays as it is: to leave it alone is not to decide.
     */
    public void setConfirmed(UUID owner, UUID document, Collection<UUID> topics) {
        repository.countDecision(owner);
        Set<UUID> wanted = Set.copyOf(topics);
        if (repository.known(owner, wanted) < wanted.size()) {
            throw unknownTopic("topics");
        }
        if (!repository.lock(owner, document)) {
            throw ProblemException.notFound();
        }
        boolean rejected = repository.rejectOtherConfirmed(owner, document, wanted, clock.instant());
        Set<UUID> already = repository.confirmed(owner, document);
        boolean confirmed = wanted.stream()
                        .filter(topic -> !already.contains(topic))
                        .filter(topic -> !repository
                                .confirm(owner, Set.of(document), topic, clock.instant())
                                .isEmpty())
                        .count()
                > 0;
        if (rejected || confirmed) {
            decided(owner, Set.of(document));
        }
    }

    /**
     * Confirms a topic for many documents; absent ones and those that have it already are left alone.
     *
     * @return the documents that have it now and had not before
     */
    public Set<UUID> add(UUID owner, Collection<UUID> documents, UUID topic) {
        repository.countDecision(owner);
        if (repository.known(owner, Set.of(topic)) == 0) {
            throw unknownTopic("topicId");
        }
        return decided(owner, repository.confirm(owner, documents, topic, clock.instant()));
    }

    /**
     * Takes a topic, confirmed or suggested, from many documents; it is not suggested for them again.
     *
     * @return the documents that had it
     */
    public Set<UUID> remove(UUID owner, Collection<UUID> documents, UUID topic) {
        repository.countDecision(owner);
        return decided(owner, repository.reject(owner, documents, topic, clock.instant()));
    }

    /** Agrees to a suggestion, also to one that was rejected before; empty if there is none. */
    public Optional<DocumentTopic> accept(UUID owner, UUID suggestion) {
        repository.countDecision(owner);
        return repository.find(owner, suggestion).flatMap(found -> {
            Set<UUID> document = Set.of(found.document());
            decided(owner, repository.confirm(owner, document, found.topic(), clock.instant()));
            return repository.topicsOf(owner, document).getOrDefault(found.document(), List.of()).stream()
                    .filter(topic -> topic.topicId().equals(found.topic()))
                    .findAny();
        });
    }

    /** Refuses a suggestion, also one that was accepted before, for good; false if there is none. */
    public boolean reject(UUID owner, UUID suggestion) {
        repository.countDecision(owner);
        Optional<DocumentTopicRepository.Found> found = repository.find(owner, suggestion);
        found.ifPresent(
                it -> decided(owner, repository.reject(owner, Set.of(it.document()), it.topic(), clock.instant())));
        return found.isPresent();
    }

    /**
     * Makes these the document's suggestions in the place of earlier ones. A suggestion that stays keeps its id; what a
     * person has confirmed or rejected stays as it is, and so does what a rule of theirs says.
     *
     * @param run the run that they come from
     * @return false if there is no such document any more
     */
    public boolean suggest(UUID owner, UUID document, UUID run, String provider, List<Suggestion> suggestions) {
        if (!repository.lock(owner, document)) {
            return false;
        }
        Instant now = clock.instant();
        Set<UUID> topics = new HashSet<>();
        boolean changed = false;
        for (Suggestion suggestion : suggestions) {
            topics.add(suggestion.topicId());
            changed |= repository.suggest(owner, document, Ids.next(), run, provider, suggestion, now);
        }
        changed |= repository.dropOtherSuggestions(owner, document, topics);
        if (changed) {
            touch(owner, Set.of(document));
        }
        return true;
    }

    /**
     * Shows that the document is being classified.
     *
     * @return whether it can be: it is ready, has text and is not in the trash
     */
    public boolean startClassification(UUID owner, UUID document) {
        List<DocumentTopicRepository.Changed> changed = repository.startStep(owner, document, clock.instant());
        changed.forEach(event -> events.publish(owner, "document", event));
        return !changed.isEmpty();
    }

    /** Shows that the document is no longer being classified. */
    public void endClassification(UUID owner, UUID document) {
        repository.endStep(owner, document, clock.instant()).forEach(event -> events.publish(owner, "document", event));
    }

    /** Takes a topic that is about to be deleted from all documents; nothing of it is remembered. */
    public void forget(UUID owner, UUID topic) {
        repository.countDecision(owner);
        repository.touchDocumentsOf(owner, topic, clock.instant());
        repository.deleteTopic(owner, topic);
    }

    /** Tells of labels that were changed by somebody else's statement, who announced it as a decision. */
    void changed(UUID owner, Collection<UUID> documents) {
        decided(owner, new HashSet<>(documents));
    }

    /** Tells of suggestions that were changed by somebody else's statement. */
    void suggested(UUID owner, Collection<UUID> documents) {
        if (!documents.isEmpty()) {
            touch(owner, new HashSet<>(documents));
        }
    }

    private Set<UUID> decided(UUID owner, Set<UUID> documents) {
        if (!documents.isEmpty()) {
            touch(owner, documents);
            publisher.publishEvent(new TopicsDecided(owner));
        }
        return documents;
    }

    private void touch(UUID owner, Set<UUID> documents) {
        List<DocumentTopicRepository.Changed> changed = repository.touch(owner, documents, clock.instant());
        if (changed.size() > MOST_TOLD) {
            events.publish(owner, "documents", Map.of("changed", changed.size()));
        } else {
            changed.forEach(event -> events.publish(owner, "document", event));
        }
    }

    private static ProblemException unknownTopic(String field) {
        return ProblemException.invalid(field, "unknown_topic", "There is no such topic.");
    }
}

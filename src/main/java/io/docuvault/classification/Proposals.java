package io.docuvault.classification;

import io.docuvault.classification.ProposalRepository.Named;
import io.docuvault.classification.ProposalRepository.Reason;
import io.docuvault.classification.ProposalRepository.Row;
import io.docuvault.classification.ProposalRepository.State;
import io.docuvault.classification.ProposalRepository.TopicKey;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gathers the topics that models miss. A name is compared with topics, their aliases and what was proposed before, so
 * that nobody is asked about what there is or what they have refused; names that say the same become one proposal.
 */
@Component
class Proposals {

    /** Open proposals whose names look like a new one, of which the first that is nearly the same counts. */
    private static final int MOST_ALIKE = 10;

    private final ProposalRepository repository;
    private final TopicRepository topics;
    private final DocumentTopics documentTopics;
    private final LiveEvents events;
    private final Clock clock;

    Proposals(
            ProposalRepository repository,
            TopicRepository topics,
            DocumentTopics documentTopics,
            LiveEvents events,
            Clock clock) {
        this.repository = repository;
        this.topics = topics;
        this.documentTopics = documentTopics;
        this.events = events;
        this.clock = clock;
    }

    /** Keeps what a model proposes for a document, in the place of what one proposed for it before. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID owner, UUID document, Run run) {
        Map<UUID, Reason> reasons = new LinkedHashMap<>();
        for (Keyed each : keyed(owner, run.proposals())) {
            UUID id = proposal(owner, each);
            if (id != null) {
                reasons.putIfAbsent(
                        id,
                        new Reason(
                                id,
                                document,
                                run.id(),
                                run.provider(),
                                each.proposal().evidence()));
            }
        }
        if (repository.replaceReasons(owner, document, List.copyOf(reasons.values()), clock.instant())) {
            changed(owner);
        }
    }

    private record Keyed(TopicProposal proposal, NameKey key) {}

    /** Those that no topic is called; in one order for everybody, so that transactions never wait in a circle. */
    private List<Keyed> keyed(UUID owner, List<TopicProposal> proposals) {
        if (proposals.isEmpty()) {
            return List.of();
        }
        List<TopicKey> taken = topicKeys(owner);
        return proposals.stream()
                .map(proposal -> new Keyed(proposal, NameKey.of(proposal.name())))
                .filter(each -> !each.key().isEmpty())
                .filter(each -> taken.stream().noneMatch(topic -> topic.key().sameAs(each.key())))
                .sorted(Comparator.comparing(each -> each.key().words()))
                .toList();
    }

    /** What every topic is called, as it is compared. */
    List<TopicKey> topicKeys(UUID owner) {
        return topics.all(owner).stream()
                .flatMap(topic -> Stream.concat(Stream.of(topic.name()), topic.aliases().stream())
                        .map(name -> new TopicKey(topic.id(), NameKey.of(name))))
                .toList();
    }

    /** The proposal that a name belongs to, be it a new one; null if there is nothing to ask about it any more. */
    private @Nullable UUID proposal(UUID owner, Keyed each) {
        Optional<Row> known = repository.named(owner, each.key());
        if (known.isEmpty()) {
            known = alike(owner, each.key());
        }
        if (known.isPresent()) {
            return asked(owner, known.get());
        }
        UUID id = Ids.next();
        return repository.insert(owner, id, each.proposal().name(), each.key(), clock.instant())
                ? id
                // Made at the same moment for another document.
                : repository
                        .named(owner, each.key())
                        .map(row -> asked(owner, row))
                        .orElse(null);
    }

    private Optional<Row> alike(UUID owner, NameKey key) {
        Optional<Row> alike = repository.like(owner, key, MOST_ALIKE).stream()
                .filter(named -> named.key().nearlySameAs(key))
                .map(Named::proposal)
                .findFirst();
        alike.ifPresent(row -> repository.addName(owner, row.id(), key));
        return alike;
    }

    private @Nullable UUID asked(UUID owner, Row row) {
        if (row.state() != State.SETTLED) {
            return row.id();
        }
        // The topic that was made of it has been deleted since.
        return row.topicId() == null
                        && repository.decide(owner, row.id(), State.SETTLED, State.OPEN, null, clock.instant())
                ? row.id()
                : null;
    }

    /** For good, whatever else says the same. */
    @Transactional
    public void reject(UUID owner, UUID id) {
        documentTopics.countDecision(owner);
        decide(owner, id, State.OPEN, State.REJECTED);
    }

    /** Forgets a rejection: it is shown again. */
    @Transactional
    public void forget(UUID owner, UUID id) {
        documentTopics.countDecision(owner);
        decide(owner, id, State.REJECTED, State.OPEN);
    }

    private void decide(UUID owner, UUID id, State from, State to) {
        if (!repository.decide(owner, id, from, to, null, clock.instant())) {
            throw ProblemException.notFound();
        }
        changed(owner);
    }

    void changed(UUID owner) {
        events.publish(owner, "proposals", Map.of());
    }
}

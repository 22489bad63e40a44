package io.docuvault.classification;

import io.docuvault.classification.ProposalRepository.Reason;
import io.docuvault.classification.ProposalRepository.Row;
import io.docuvault.classification.ProposalRepository.State;
import io.docuvault.documents.Batch;
import io.docuvault.documents.BatchUndo;
import io.docuvault.documents.Batches;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.TopicLabels;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Makes topics of proposals, or finds them to be topics; undone as a whole with its batch. */
@Component
class ProposalDecisions implements BatchUndo {

    /** A model does not say how sure it is of a proposal. */
    private static final double CONFIDENCE = 0.5;

    private final ProposalRepository repository;
    private final Proposals proposals;
    private final Topics topics;
    private final TopicLabels labels;
    private final DocumentTopics documentTopics;
    private final Batches batches;
    private final JsonMapper json;
    private final Clock clock;

    ProposalDecisions(
            ProposalRepository repository,
            Proposals proposals,
            Topics topics,
            TopicLabels labels,
            DocumentTopics documentTopics,
            Batches batches,
            JsonMapper json,
            Clock clock) {
        this.repository = repository;
        this.proposals = proposals;
        this.topics = topics;
        this.labels = labels;
        this.documentTopics = documentTopics;
        this.batches = batches;
        this.json = json;
        this.clock = clock;
    }

    /** @param batch by which it can be undone */
    record Settled(Topic topic, Batch batch) {}

    /** For which documents the topic is confirmed; for the others it is suggested. */
    sealed interface Confirm {

        /** All that the person could see and has not refused it for. */
        record All() implements Confirm {}

        record These(Set<UUID> documents) implements Confirm {}
    }

    /**
     * Makes a topic of a proposal.
     *
     * @param wish what the person wants to be otherwise; a name that is null is the proposed one
     */
    @Transactional
    public Settled accept(UUID owner, UUID id, Wish wish, Confirm confirm) {
        documentTopics.countDecision(owner);
        Row proposal = open(owner, id);
        String name = wish.name() == null ? proposal.name() : wish.name();
        Topic made = topics.create(
                owner, new NewTopic(name, wish.parentId(), wish.description(), wish.color(), List.of(), null));
        return settle(owner, proposal, new ProposalMemory(id, made.id(), true, null), confirm);
    }

    /** How a topic is to be that is made of a proposal; null for what the server may choose. */
    record Wish(
            @Nullable String name,
            @Nullable UUID parentId,
            @Nullable String description,
            @Nullable String color) {}

    /**
     * Says that a proposal is a topic that there is.
     *
     * @param keepAlias whether the topic is called so too from now on
     */
    @Transactional
    public Settled map(UUID owner, UUID id, UUID topic, boolean keepAlias, Confirm confirm) {
        documentTopics.countDecision(owner);
        Row proposal = open(owner, id);
        if (!topics.exists(owner, topic)) {
            throw ProblemException.invalid("topicId", "unknown_topic", "There is no such topic.");
        }
        boolean added = keepAlias && topics.addAlias(owner, topic, proposal.name());
        return settle(owner, proposal, new ProposalMemory(id, topic, false, added ? proposal.name() : null), confirm);
    }

    private Row open(UUID owner, UUID id) {
        return repository
                .find(owner, id)
                .filter(row -> row.state() == State.OPEN)
                .orElseThrow(ProblemException::notFound);
    }

    private Settled settle(UUID owner, Row proposal, ProposalMemory memory, Confirm confirm) {
        List<Reason> reasons = repository.documents(owner, proposal.id());
        repository.decide(owner, proposal.id(), State.OPEN, State.SETTLED, memory.topic(), clock.instant());
        Batch.Begun begun =
                new Batch.Begun(Batch.Kind.PROPOSAL, memory.topic(), proposal.name(), json.writeValueAsString(memory));
        Batch batch = batches.record(owner, begun, () -> label(owner, memory.topic(), reasons, confirm));
        proposals.changed(owner);
        return new Settled(topics.find(owner, memory.topic()), batch);
    }

    private void label(UUID owner, UUID topic, List<Reason> reasons, Confirm confirm) {
        labels.suggest(
                owner,
                topic,
                CONFIDENCE,
                reasons.stream()
                        .map(reason -> new TopicLabels.Reason(
                                reason.documentId(), reason.runId(), reason.provider(), reason.evidence()))
                        .toList());
        Set<UUID> held = reasons.stream().map(Reason::documentId).collect(Collectors.toSet());
        Set<UUID> confirmed = switch (confirm) {
            case Confirm.All _ -> labels.notRefused(owner, topic, held);
            case Confirm.These(Set<UUID> these) ->
                these.stream().filter(held::contains).collect(Collectors.toSet());
        };
        if (!confirmed.isEmpty()) {
            documentTopics.add(owner, confirmed, topic);
        }
    }

    @Override
    public Batch.Kind kind() {
        return Batch.Kind.PROPOSAL;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void undo(UUID owner, Batch batch, @Nullable String memory) {
        if (memory != null) {
            ProposalMemory remembered = json.readValue(memory, ProposalMemory.class);
            String alias = remembered.alias();
            if (alias != null) {
                topics.removeAlias(owner, remembered.topic(), alias);
            }
        }
    }

    /** The topic that was made goes again, unless somebody has begun to use it: then the proposal stays settled. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void undone(UUID owner, Batch batch, @Nullable String memory) {
        if (memory == null) {
            return;
        }
        ProposalMemory remembered = json.readValue(memory, ProposalMemory.class);
        UUID topic = remembered.topic();
        if (remembered.made() && topics.exists(owner, topic)) {
            if (!labels.isEmpty(owner, topic) || topics.carriesOthers(owner, topic)) {
                return;
            }
            topics.delete(owner, topic, null);
        }
        repository.decide(owner, remembered.proposal(), State.SETTLED, State.OPEN, null, clock.instant());
        proposals.changed(owner);
    }
}

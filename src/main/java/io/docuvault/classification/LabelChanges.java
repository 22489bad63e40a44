package io.docuvault.classification;

import io.docuvault.documents.DocumentTopic;
import io.docuvault.documents.DocumentTopic.DecidedBy;
import io.docuvault.documents.DocumentTopic.State;
import io.docuvault.documents.Replacement;
import io.docuvault.documents.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How another answer differs from the labels that a document has. What a person has confirmed or rejected is no
 * difference, nor is what a rule of theirs says.
 *
 * @param added topics that are new
 * @param removed labels that the answer does not have
 * @param moved topics of which it is surer or less sure
 */
record LabelChanges(List<DocumentTopic> added, List<DocumentTopic> removed, List<Moved> moved) {

    static final LabelChanges NONE = new LabelChanges(List.of(), List.of(), List.of());

    /** A confidence that moves less is not news. */
    private static final double NOTICEABLE = 0.05;

    /** How sure somebody was of a topic, and how sure the answer is. */
    record Moved(UUID topicId, double before, double now) {}

    /**
     * Compares.
     *
     * @param answer only of topics that still exist
     */
    static LabelChanges between(
            List<DocumentTopic> before, Set<UUID> rejected, List<Run.Label> answer, String provider) {
        Map<UUID, DocumentTopic> has =
                before.stream().collect(Collectors.toMap(DocumentTopic::topicId, Function.identity()));
        List<DocumentTopic> added = new ArrayList<>();
        List<Moved> moved = new ArrayList<>();
        for (Run.Label label : answer) {
            DocumentTopic now = has.get(label.topicId());
            if (now == null) {
                if (!rejected.contains(label.topicId())) {
                    added.add(new DocumentTopic(
                            label.topicId(),
                            State.SUGGESTED,
                            null,
                            label.confidence(),
                            label.evidence().isEmpty() ? null : label.evidence(),
                            provider,
                            null));
                }
            } else if (now.state() == State.SUGGESTED && isOpen(now)) {
                double sure = now.confidence() == null ? 0 : now.confidence();
                if (Math.abs(sure - label.confidence()) >= NOTICEABLE) {
                    moved.add(new Moved(label.topicId(), sure, label.confidence()));
                }
            }
        }
        Set<UUID> answered = answer.stream().map(Run.Label::topicId).collect(Collectors.toSet());
        List<DocumentTopic> removed = before.stream()
                .filter(label -> isOpen(label) && !answered.contains(label.topicId()))
                .toList();
        return new LabelChanges(added, removed, moved);
    }

    /** Whether no person has decided, and no rule of theirs. */
    private static boolean isOpen(DocumentTopic label) {
        return label.decidedBy() != DecidedBy.PERSON && !Providers.RULE.equals(label.provider());
    }

    boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && moved.isEmpty();
    }

    /** What has to be done to a document for them. */
    Replacement of(UUID document, UUID run, List<Run.Label> answer) {
        Set<UUID> put = added.stream().map(DocumentTopic::topicId).collect(Collectors.toSet());
        moved.forEach(label -> put.add(label.topicId()));
        return new Replacement(
                document,
                run,
                answer.stream()
                        .filter(label -> put.contains(label.topicId()))
                        .map(label ->
                                new Suggestion(label.topicId(), label.confidence(), label.evidence(), label.words()))
                        .toList(),
                removed.stream().map(DocumentTopic::topicId).toList());
    }
}

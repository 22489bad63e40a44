package io.docuvault.classification;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Who may see a document, also by the topics that it probably belongs to. Where a topic is closed to a model, the built-in
 * provider looks first whether the document is one of that topic's: nobody else could tell before it is too late. What it
 * finds is not kept here.
 */
@Component
class ClosedTopics {

    private final AiPolicies policies;
    private final Questions questions;

    ClosedTopics(AiPolicies policies, Questions questions) {
        this.policies = policies;
        this.questions = questions;
    }

    /** What holds for a document at this moment. */
    AiPolicy policy(UUID owner, DocumentText document) {
        AiPolicy policy = policies.of(owner, document.id());
        return policies.stricterTopicsThan(owner, policy)
                ? policies.of(owner, document.id(), probably(owner, document))
                : policy;
    }

    private List<UUID> probably(UUID owner, DocumentText document) {
        Question question = questions.of(owner);
        if (question.topics().isEmpty()) {
            return List.of();
        }
        ClassificationRequest request =
                new ClassificationRequest(owner, document, question.topics(), question.trainingSet());
        return question.provider().classify(Gate.free(), request).topics().stream()
                .filter(score -> score.confidence() >= AiPolicies.PROBABLE)
                .map(TopicScore::topicId)
                .toList();
    }
}

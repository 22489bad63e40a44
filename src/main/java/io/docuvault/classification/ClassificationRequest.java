package io.docuvault.classification;

import java.util.List;
import java.util.UUID;

/**
 * A question to an {@link AiProvider}.
 *
 * @param ownerId whose document it is; everything else in the request belongs to the same person
 * @param topics the topics to choose from, none of them closed to this provider by policy
 * @param trainingSet what the owner has decided so far, for a provider that learns from it
 */
public record ClassificationRequest(
        UUID ownerId, DocumentText document, List<TopicPrompt> topics, TrainingSet trainingSet) {

    public ClassificationRequest {
        topics = List.copyOf(topics);
    }
}

package io.docuvault.classification;

import java.util.List;

/**
 * A provider's answer.
 *
 * @param model what answered, precisely enough to tell two runs apart
 * @param topics most confident first; empty when the provider is not sure enough
 */
public record Classification(String model, List<TopicScore> topics, TokenUsage usage) {

    public Classification {
        topics = List.copyOf(topics);
    }
}

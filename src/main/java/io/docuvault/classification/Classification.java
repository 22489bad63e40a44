package io.docuvault.classification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer.
 *
 * @param model what answered, precisely enough to tell two runs apart
 * @param topics most confident first; empty when the provider is not sure enough
 * @param facts what it says about the document besides; null where it says nothing
 * @param proposals topics that it misses
 */
public record Classification(
        String model,
        List<TopicScore> topics,
        @Nullable DocumentFacts facts,
        List<TopicProposal> proposals,
        TokenUsage usage) {

    public Classification {
        topics = List.copyOf(topics);
        proposals = List.copyOf(proposals);
    }

    /** The answer of a provider that knows topics only. */
    public Classification(String model, List<TopicScore> topics, TokenUsage usage) {
        this(model, topics, null, List.of(), usage);
    }
}

package io.docuvault.classification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a document was classified once: who was asked what, and what the answer was.
 *
 * @param model what answered; null where nothing was asked or nothing answered
 * @param promptHash hexadecimal SHA-256 of the topics and decisions that went into the question
 * @param textHash the same of what the provider saw of the document
 * @param inputTokens as the provider counts; null if it does not
 * @param costMicros in millionths of the currency of the price list; null where nothing is paid
 * @param topics the answer, also about topics that a person had decided on
 */
record Run(
        UUID id,
        String provider,
        @Nullable String model,
        Instant createdAt,
        int latencyMs,
        Outcome outcome,
        String promptHash,
        String textHash,
        @Nullable Integer inputTokens,
        @Nullable Integer outputTokens,
        @Nullable Long costMicros,
        List<Label> topics) {

    /** A topic in an answer. */
    record Label(UUID topicId, double confidence, String evidence) {}

    /** What came of it. */
    enum Outcome {
        @JsonProperty("labelled")
        LABELLED,
        /** The provider was not sure enough to name a topic. */
        @JsonProperty("unsure")
        UNSURE,
        /** Nothing was asked, for want of topics to choose from. */
        @JsonProperty("no_topics")
        NO_TOPICS,
        @JsonProperty("failed")
        FAILED
    }
}

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
 * @param promptHash hexadecimal SHA-256 of all that went into the question but the document
 * @param textHash the same of what the provider saw of the document
 * @param inputTokens as the provider counts; null if it does not
 * @param costMicros in millionths of the currency of the price list; null where nothing is paid
 * @param topics the answer, also about topics that a person had decided on
 * @param facts what a model said besides; null where it said nothing
 * @param proposals topics that it misses
 * @param problem why there is no answer; null where there is one
 * @param reusedRunId the run whose answer was used again instead of asking; null where it was asked
 * @param sent whether it can be shown what was sent
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
        List<Label> topics,
        @Nullable DocumentFacts facts,
        List<TopicProposal> proposals,
        @Nullable Problem problem,
        @Nullable UUID reusedRunId,
        boolean sent) {

    /**
     * A topic in an answer.
     *
     * @param words those that counted most; empty where the provider does not know
     */
    record Label(UUID topicId, double confidence, String evidence, List<String> words) {

        // Runs of earlier versions have none.
        Label(UUID topicId, double confidence, String evidence, @Nullable List<String> words) {
            this.topicId = topicId;
            this.confidence = confidence;
            this.evidence = evidence;
            this.words = words == null ? List.of() : List.copyOf(words);
        }
    }

    /**
     * Why a run has no answer.
     *
     * @param code stable, for programs
     * @param detail a sentence for a person
     */
    record Problem(String code, String detail) {}

    /** What came of it. */
    enum Outcome {
        @JsonProperty("labelled")
        LABELLED,
        /** The provider was not sure enough to name a topic. */
        @JsonProperty("unsure")
        UNSURE,
        /** There were no topics to choose from. */
        @JsonProperty("no_topics")
        NO_TOPICS,
        @JsonProperty("failed")
        FAILED,
        /** The provider declined to deal with the document. */
        @JsonProperty("refused")
        REFUSED
    }

    /** The same answer, given again for another document without asking. */
    Run again(UUID newId, Instant now) {
        return new Run(
                newId,
                provider,
                model,
                now,
                0,
                outcome,
                promptHash,
                textHash,
                null,
                null,
                null,
                topics,
                facts,
                proposals,
                problem,
                reusedRunId == null ? id : reusedRunId,
                false);
    }
}

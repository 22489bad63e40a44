package io.docuvault.classification;

import tools.jackson.databind.JsonNode;

/** What a call used up, as the vendor counts it. */
public record TokenUsage(int input, int output) {

    /** Of a provider that is not paid by the token. */
    public static final TokenUsage NONE = new TokenUsage(0, 0);

    /** Counts of an answer; what is no count is none, and what is beyond any call is cut. */
    public static TokenUsage of(JsonNode input, JsonNode output) {
        return new TokenUsage(count(input), count(output));
    }

    private static int count(JsonNode node) {
        return node.isNumber() ? (int) Math.clamp(node.asDouble(), 0, 10_000_000) : 0;
    }
}

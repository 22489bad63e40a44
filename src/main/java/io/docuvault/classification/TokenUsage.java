package io.docuvault.classification;

/** What a call used up, as the vendor counts it. */
public record TokenUsage(int input, int output) {

    /** Of a provider that is not paid by the token. */
    public static final TokenUsage NONE = new TokenUsage(0, 0);
}

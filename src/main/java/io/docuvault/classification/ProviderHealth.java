package io.docuvault.classification;

/**
 * Whether a provider would answer.
 *
 * @param detail one sentence for the person who set it up, without any secret
 */
public record ProviderHealth(boolean available, String detail) {}

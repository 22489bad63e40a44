package io.docuvault.classification;

/**
 * Whether a provider would answer.
 *
 * @param code {@code ok}, or why not: stable, for programs
 * @param detail one sentence for the person who set it up, without any secret
 */
public record ProviderHealth(boolean available, String code, String detail) {}

package io.docuvault.classification;

/**
 * A topic that a provider misses. Nothing comes of it before a person agrees.
 *
 * @param evidence why, letter for letter from the document's text; at most {@link TopicScore#MAX_EVIDENCE} characters
 */
public record TopicProposal(String name, String evidence) {}

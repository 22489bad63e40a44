package io.docuvault.documents;

import java.util.UUID;

/**
 * A provider's word that a document belongs to a topic.
 *
 * @param confidence between 0 and 1
 * @param evidence a passage of the document, empty if there is none
 */
public record Suggestion(UUID topicId, double confidence, String evidence) {}

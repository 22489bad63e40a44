package io.docuvault.documents;

import java.util.List;
import java.util.UUID;

/**
 * A provider's word that a document belongs to a topic.
 *
 * @param confidence between 0 and 1
 * @param evidence a passage of the document, empty if there is none
 * @param words those that counted most, empty where the provider does not know
 */
public record Suggestion(UUID topicId, double confidence, String evidence, List<String> words) {

    public Suggestion(UUID topicId, double confidence, String evidence) {
        this(topicId, confidence, evidence, List.of());
    }
}

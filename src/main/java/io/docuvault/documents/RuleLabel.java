package io.docuvault.documents;

import java.util.UUID;

/**
 * What a rule of the user's own says about a document.
 *
 * @param evidence the passage that it found
 * @param file whether the document is to be put there, and not only suggested for it
 */
public record RuleLabel(UUID topicId, String evidence, boolean file) {}

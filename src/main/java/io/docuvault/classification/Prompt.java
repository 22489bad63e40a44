package io.docuvault.classification;

import tools.jackson.databind.node.ObjectNode;

/**
 * What a model is asked, before a provider puts it into its vendor's words.
 *
 * @param system our words; nothing of the document is in them
 * @param user the document, and nothing else
 * @param schema what the answer has to look like, within what all vendors can enforce; null for an answer in words
 * @param maxTokens that the model may write
 */
public record Prompt(
        String system,
        String user,
        @org.jspecify.annotations.Nullable ObjectNode schema,
        int maxTokens) {

    /** How vendors that want a name for a schema are told it. */
    public static final String SCHEMA_NAME = "document";
}

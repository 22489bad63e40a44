package io.docuvault.documents;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document as a classifier reads it, with what a person has decided about it.
 *
 * @param title a person's, or else the one that its file suggests; never a model's
 * @param name the file's name
 * @param language of the text, ISO 639-1
 * @param text all of a short text; the beginning and the end of a long one
 */
public record ReadDocument(
        UUID id,
        String title,
        String name,
        @Nullable String language,
        String text,
        Set<UUID> confirmedTopics,
        Set<UUID> rejectedTopics) {

    /** The same document with more of its text. */
    public ReadDocument withText(String more) {
        return new ReadDocument(id, title, name, language, more, confirmedTopics, rejectedTopics);
    }
}

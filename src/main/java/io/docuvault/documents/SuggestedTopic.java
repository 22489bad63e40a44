package io.docuvault.documents;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A suggestion that waits for a person.
 *
 * @param confidence between 0 and 1
 * @param evidence the passage of the document that is the reason, word for word
 * @param provider who suggested it
 * @param words those that counted most; null where the provider does not know
 */
public record SuggestedTopic(
        UUID suggestionId,
        UUID topicId,
        double confidence,
        @Nullable String evidence,
        @Nullable String provider,
        @Nullable List<String> words) {}

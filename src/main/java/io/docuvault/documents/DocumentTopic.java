package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a document has or might have.
 *
 * @param suggestionId by which the suggestion is accepted or rejected; null once it is decided
 * @param confidence between 0 and 1; null, like the two that follow, where a person chose the topic unasked
 * @param evidence the passage of the document that is the reason, word for word
 * @param provider who suggested it
 */
public record DocumentTopic(
        UUID topicId,
        State state,
        @Nullable UUID suggestionId,
        @Nullable Double confidence,
        @Nullable String evidence,
        @Nullable String provider) {

    /** Who says that the document is in the topic. */
    public enum State {
        /** A person. */
        @JsonProperty("confirmed")
        CONFIRMED,
        /** A provider; no person has decided yet. */
        @JsonProperty("suggested")
        SUGGESTED
    }
}

package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a document has or might have.
 *
 * @param suggestionId by which the suggestion is accepted or rejected; null once a person has decided
 * @param confidence between 0 and 1; null, like the two that follow, where a person chose the topic unasked
 * @param evidence the passage of the document that is the reason, word for word
 * @param provider who suggested it
 * @param decidedBy who confirmed it; null for suggestions
 */
public record DocumentTopic(
        UUID topicId,
        State state,
        @Nullable UUID suggestionId,
        @Nullable Double confidence,
        @Nullable String evidence,
        @Nullable String provider,
        @Nullable DecidedBy decidedBy) {

    /** Who put the document into the topic. */
    public enum DecidedBy {
        @JsonProperty("person")
        PERSON,
        /** Nobody had to agree: the topic has earned it. */
        @JsonProperty("automatic")
        AUTOMATIC,
        /** A rule of the user's own. */
        @JsonProperty("rule")
        RULE
    }

    /** Whether the document is in the topic. */
    public enum State {
        /** It is, as {@link DecidedBy} says. */
        @JsonProperty("confirmed")
        CONFIRMED,
        /** A provider says so; nobody has decided yet. */
        @JsonProperty("suggested")
        SUGGESTED
    }
}

package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was done to the labels of many documents at once.
 *
 * @param undoneAt when it was undone; null if it was not
 * @param documents how many documents it changed
 * @param labels how many labels it changed
 * @param topicId the topic that it was about; null where it was about several
 * @param detail what a person should know of it besides
 */
public record Batch(
        UUID id,
        Kind kind,
        Instant createdAt,
        @Nullable Instant undoneAt,
        boolean undoable,
        int documents,
        int labels,
        @Nullable UUID topicId,
        @Nullable String detail) {

    /** What did it. */
    public enum Kind {
        /** A person's decisions in the review inbox. */
        @JsonProperty("review")
        REVIEW,
        /** A person accepted all suggestions above a confidence. */
        @JsonProperty("accept_above")
        ACCEPT_ABOVE,
        /** Suggestions of a topic that may accept by itself, gathered over a day. */
        @JsonProperty("automatic")
        AUTOMATIC,
        @JsonProperty("reclassify")
        RECLASSIFY,
        @JsonProperty("merge")
        MERGE,
        @JsonProperty("proposal")
        PROPOSAL,
        /** Rules of the user's own filed documents, gathered over a day. */
        @JsonProperty("rules")
        RULES;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofColumn(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * A batch that is about to be made.
     *
     * @param topicId the topic that it is about; null if there are several
     * @param detail what a person should know of it
     * @param memory JSON that undoing it needs besides the labels: see {@link BatchUndo}
     */
    public record Begun(
            Kind kind,
            @Nullable UUID topicId,
            @Nullable String detail,
            @Nullable String memory) {

        public static Begun of(Kind kind) {
            return new Begun(kind, null, null, null);
        }

        public static Begun of(Kind kind, UUID topic) {
            return new Begun(kind, topic, null, null);
        }
    }
}

package io.docuvault.classification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * What a person says about documents once and for all: those that are like this belong to a topic.
 *
 * @param pattern words, or a regular expression as RE2 has them; case does not count
 * @param hits documents that it has put into its topic, or suggested it for
 */
record Rule(
        UUID id, UUID topicId, Field field, Match match, String pattern, Action action, Instant createdAt, long hits) {

    /** Where it looks. */
    enum Field {
        /** Who a document is from, as its file says. */
        @JsonProperty("sender")
        SENDER,
        @JsonProperty("text")
        TEXT,
        /** Its title and its file's name. */
        @JsonProperty("name")
        NAME;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Field ofColumn(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }

    /** How it compares. */
    enum Match {
        /** These words in this order, whatever white space is between them. */
        @JsonProperty("contains")
        CONTAINS,
        @JsonProperty("matches")
        MATCHES;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Match ofColumn(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }

    /** What it does. */
    enum Action {
        @JsonProperty("suggest")
        SUGGEST,
        @JsonProperty("file")
        FILE;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Action ofColumn(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }
}

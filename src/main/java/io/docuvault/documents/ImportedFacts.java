package io.docuvault.documents;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an archive says of a document.
 *
 * @param titleChosen whether a person has chosen the title; the same of the date and of the correspondent
 * @param added when it came into the system that it comes from
 * @param trashed whether it lay in the trash there
 */
public record ImportedFacts(
        @Nullable String title,
        boolean titleChosen,
        @Nullable LocalDate date,
        boolean dateChosen,
        @Nullable String correspondent,
        boolean correspondentChosen,
        @Nullable String summary,
        @Nullable String aiPolicy,
        @Nullable Instant added,
        boolean trashed,
        List<Label> labels) {

    /**
     * Whether it is in one of the owner's topics.
     *
     * @param confirmed or else refused by a person
     */
    public record Label(UUID topic, boolean confirmed, DocumentTopic.DecidedBy decidedBy) {}
}

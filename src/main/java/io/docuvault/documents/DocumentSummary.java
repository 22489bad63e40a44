package io.docuvault.documents;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document as a list shows it.
 *
 * @param name what its file was called when it came
 * @param size in bytes
 * @param step null while nothing is being done with it
 * @param problem why it is not simply ready
 * @param language ISO 639-1
 * @param documentDate the date that stands in it, or that a person gave it
 * @param correspondent who it is from, or to
 */
public record DocumentSummary(
        UUID id,
        String title,
        String name,
        String mediaType,
        DocumentKind kind,
        long size,
        DocumentStatus status,
        @Nullable DocumentStep step,
        @Nullable Problem problem,
        @Nullable Integer pages,
        @Nullable String language,
        @Nullable LocalDate documentDate,
        @Nullable String correspondent,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant trashedAt,
        boolean hasThumbnail,
        @Nullable UUID connectionId,
        List<DocumentTopic> topics) {

    /**
     * Why a document needs text, is in quarantine or failed.
     *
     * @param code stable, for programs
     * @param detail a sentence for its owner
     */
    public record Problem(String code, String detail) {}

    DocumentSummary with(List<DocumentTopic> itsTopics) {
        return new DocumentSummary(
                id,
                title,
                name,
                mediaType,
                kind,
                size,
                status,
                step,
                problem,
                pages,
                language,
                documentDate,
                correspondent,
                createdAt,
                updatedAt,
                trashedAt,
                hasThumbnail,
                connectionId,
                itsTopics);
    }
}

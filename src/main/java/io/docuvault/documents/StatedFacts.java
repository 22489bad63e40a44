package io.docuvault.documents;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a model states about a document: plain text of one line each, null where it does not know.
 *
 * @param documentDate the date that stands in it
 * @param correspondent who it is from, or to
 * @param summary one sentence
 */
public record StatedFacts(
        @Nullable String title,
        @Nullable LocalDate documentDate,
        @Nullable String correspondent,
        @Nullable String summary) {}

package io.docuvault.classification;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a model says about a document besides its topics. Plain text of one line each; null where it does not know.
 *
 * @param documentDate the date that stands in it
 * @param correspondent who it is from, or to
 * @param summary one sentence
 */
public record DocumentFacts(
        @Nullable String title,
        @Nullable LocalDate documentDate,
        @Nullable String correspondent,
        @Nullable String summary) {

    static final DocumentFacts NONE = new DocumentFacts(null, null, null, null);
}

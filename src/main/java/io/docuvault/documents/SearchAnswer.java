package io.docuvault.documents;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of search results.
 *
 * @param corrected what was searched for in the place of what was typed, where that found nothing
 */
record SearchAnswer(
        List<Result> items, @Nullable String next, @Nullable Correction corrected, SearchFacets facets) {

    /**
     * A document and the passages that match, each as runs of text. Empty where only the title matches.
     */
    record Result(DocumentSummary document, List<List<Passage.Segment>> passages) {

        static Result of(DocumentSummary document, List<Passage> passages) {
            return new Result(document, passages.stream().map(Passage::segments).toList());
        }
    }

    record Correction(String from, String to) {}

    SearchAnswer correcting(String from, String to) {
        return new SearchAnswer(items, next, new Correction(from, to), facets);
    }
}

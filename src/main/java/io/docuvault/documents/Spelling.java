package io.docuvault.documents;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Chooses, among words that look alike, those that a mistyped one may have been meant to be. */
final class Spelling {

    private static final int MOST_ALTERNATIVES = 3;
    /** Shorter words are too like too many others. */
    static final int SHORTEST = 4;

    private Spelling() {}

    /** For each word with close enough candidates, the closest of them. */
    static Map<String, List<String>> corrections(Map<String, List<String>> candidates) {
        Map<String, List<String>> corrections = new HashMap<>();
        candidates.forEach((word, similar) -> {
            LevenshteinDistance distance = new LevenshteinDistance(mistakes(word));
            List<String> close = similar.stream()
                    .filter(candidate -> distance.apply(word, candidate) >= 0)
                    .sorted(Comparator.comparing(candidate -> distance.apply(word, candidate)))
                    .limit(MOST_ALTERNATIVES)
                    .toList();
            if (!close.isEmpty()) {
                corrections.put(word, close);
            }
        });
        return corrections;
    }

    /** A swap of neighbours counts as two mistakes, hence two already in short words. */
    private static int mistakes(String word) {
        return word.length() < 9 ? 2 : 3;
    }
}

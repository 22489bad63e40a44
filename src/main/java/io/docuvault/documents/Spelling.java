package io.docuvault.documents;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.spell.LuceneLevenshteinDistance;

/** Chooses, among words that look alike, those that a mistyped one may have been meant to be. */
final class Spelling {

    private static final LuceneLevenshteinDistance DISTANCE = new LuceneLevenshteinDistance();
    private static final int MOST_ALTERNATIVES = 3;
    /** Shorter words are too like too many others. */
    static final int SHORTEST = 4;

    private Spelling() {}

    /** For each word with close enough candidates, the closest of them; a mere swap of letters is closest. */
    static Map<String, List<String>> corrections(Map<String, List<String>> candidates) {
        Map<String, List<String>> corrections = new HashMap<>();
        candidates.forEach((word, similar) -> {
            List<String> close = similar.stream()
                    .filter(candidate -> mistakes(word, candidate) <= allowed(word))
                    .sorted(Comparator.comparingLong((String candidate) -> mistakes(word, candidate))
                            .thenComparing(candidate -> !sameLetters(word, candidate)))
                    .limit(MOST_ALTERNATIVES)
                    .toList();
            if (!close.isEmpty()) {
                corrections.put(word, close);
            }
        });
        return corrections;
    }

    /** How many letters were left out, put in, mistaken or swapped; the library gives it as a share of the length. */
    private static long mistakes(String word, String candidate) {
        int shorter = Math.min(word.codePointCount(0, word.length()), candidate.codePointCount(0, candidate.length()));
        return Math.round((1 - DISTANCE.getDistance(word, candidate)) * shorter);
    }

    private static int allowed(String word) {
        return word.length() < 6 ? 1 : 2;
    }

    private static boolean sameLetters(String word, String candidate) {
        return Arrays.equals(
                word.codePoints().sorted().toArray(),
                candidate.codePoints().sorted().toArray());
    }
}

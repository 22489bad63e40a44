package io.docuvault.classification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a long text that a model is shown: the beginning, where a document says what it is, the end, where it is
 * signed and summed up, and from the middle the passages that say most that is not said elsewhere in what is shown.
 */
final class TextExcerpt {

    private static final int MOST = DocumentText.MAX_CHARACTERS;
    private static final int HEAD = 4_000;
    private static final int TAIL = 1_500;
    /** Of the middle, about a paragraph. */
    private static final int PASSAGE = 420;

    private static final String GAP = "\n[...]\n";
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[.,:/-]\\p{N}+)*");

    private TextExcerpt() {}

    private record Passage(int from, int to) {}

    /** All of a text that is short enough, else its excerpt; never more than {@link DocumentText#MAX_CHARACTERS}. */
    static String of(String text) {
        if (text.length() <= MOST) {
            return text;
        }
        int head = boundary(text, HEAD);
        int tail = boundary(text, text.length() - TAIL);
        List<Passage> chosen = densest(text, head, tail, MOST - HEAD - TAIL - 2 * GAP.length() - 2 * NEAR);
        StringBuilder excerpt = new StringBuilder(text.substring(0, head));
        int end = head;
        for (Passage passage : chosen) {
            excerpt.append(passage.from() == end ? "" : GAP).append(text, passage.from(), passage.to());
            end = passage.to();
        }
        return excerpt.append(end == tail ? "" : GAP)
                .append(text.substring(tail))
                .toString();
    }

    /** One after the other the passage that adds most, until there is no room; in the order of the text. */
    private static List<Passage> densest(String text, int from, int to, int room) {
        Set<String> told = new HashSet<>(words(text.substring(0, from)));
        told.addAll(words(text.substring(to)));
        List<Passage> left = passages(text, from, to);
        Map<Passage, Set<String>> words = new HashMap<>();
        Map<String, Integer> frequency = new HashMap<>();
        for (Passage passage : left) {
            Set<String> own = words(text.substring(passage.from(), passage.to()));
            words.put(passage, own);
            own.forEach(word -> frequency.merge(word, 1, Integer::sum));
        }
        List<Passage> chosen = new ArrayList<>();
        int remaining = room;
        while (!left.isEmpty()) {
            Passage best = left.stream()
                    .max(Comparator.comparingDouble(
                            passage -> worth(words.getOrDefault(passage, Set.of()), told, frequency)))
                    .orElseThrow();
            left.remove(best);
            int size = best.to() - best.from() + GAP.length();
            if (size > remaining) {
                break;
            }
            remaining -= size;
            chosen.add(best);
            told.addAll(words.getOrDefault(best, Set.of()));
        }
        chosen.sort(Comparator.comparingInt(Passage::from));
        return chosen;
    }

    /** What nobody has said yet counts, figures twice; what every passage says (headers, footers) hardly does. */
    private static double worth(Set<String> words, Set<String> told, Map<String, Integer> frequency) {
        double worth = 0;
        for (String word : words) {
            if (!told.contains(word)) {
                double weight = Character.isDigit(word.codePointAt(0)) ? 2 : Math.min(word.length(), 12) / 6.0;
                worth += weight / Math.sqrt(frequency.getOrDefault(word, 1));
            }
        }
        return worth;
    }

    private static List<Passage> passages(String text, int from, int to) {
        List<Passage> passages = new ArrayList<>();
        // A book has more passages than are worth comparing one by one: then they lie apart.
        int step = Math.max(PASSAGE, (to - from) / MOST_PASSAGES);
        for (int start = from; start < to; ) {
            int end = start + PASSAGE + NEAR >= to ? to : boundary(text, start + PASSAGE);
            passages.add(new Passage(start, Math.max(end, start + 1)));
            int next = start + step >= to ? to : boundary(text, start + step);
            start = Math.max(step == PASSAGE ? end : next, start + 1);
        }
        return passages;
    }

    private static final int MOST_PASSAGES = 1_500;

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            if (matcher.group().length() > 2) {
                words.add(matcher.group().toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    /** How far a cut may move to white space. */
    private static final int NEAR = 60;

    /** The last white space before a place, or the place itself, never within a surrogate pair. */
    private static int boundary(String text, int place) {
        for (int i = place; i > place - NEAR && i > 0; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return Character.isLowSurrogate(text.charAt(place)) ? place - 1 : place;
    }
}

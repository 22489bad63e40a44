package io.docuvault.classification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a provider sees of a document.
 *
 * @param language the text's language as ISO 639-1, where it was recognised
 */
public record DocumentText(
        UUID id, String title, String fileName, @Nullable String language, String text) {

    /** The most characters of one document's text that go into one call. */
    public static final int MAX_CHARACTERS = 8_000;

    /**
     * The part of the text that a provider looks at: all of a short one; of a long one the beginning, where a document
     * says what it is, and the end, where it is signed and summed up.
     */
    public String excerpt() {
        if (text.length() <= MAX_CHARACTERS) {
            return text;
        }
        int head = wordBoundary(MAX_CHARACTERS * 3 / 4, -1);
        int tail = wordBoundary(text.length() - (MAX_CHARACTERS / 4 - 1), 1);
        return text.substring(0, head) + "\n" + text.substring(tail);
    }

    /** The white space next to a place, so that neither a word nor a surrogate pair is cut; not far from it. */
    private int wordBoundary(int place, int step) {
        for (int i = place; Math.abs(i - place) < 100 && i > 0 && i < text.length(); i += step) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return Character.isLowSurrogate(text.charAt(place)) ? place + step : place;
    }
}

package io.docuvault.classification;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds what a model quotes in the text that it was shown. White space, case and what is invisible do not count; what is
 * answered is the passage as it stands in the text.
 */
final class Quotes {

    private final String text;
    /** The text as it is compared... */
    private final String compared;
    /** ...and where each of its characters stands in the text. */
    private final int[] places;

    Quotes(String text) {
        this.text = text;
        StringBuilder normal = new StringBuilder(text.length());
        int[] positions = new int[text.length() + 1];
        boolean space = true;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
                if (!space) {
                    positions[normal.length()] = i;
                    normal.append(' ');
                    space = true;
                }
            } else if (!PlainText.isInvisible(codePoint)) {
                int lower = Character.toLowerCase(codePoint);
                Arrays.fill(positions, normal.length(), normal.length() + Character.charCount(lower), i);
                normal.appendCodePoint(lower);
                space = false;
            }
            i += Character.charCount(codePoint);
        }
        this.compared = normal.toString();
        this.places = positions;
    }

    /** The passage that is quoted, at most {@link TopicScore#MAX_EVIDENCE} characters; empty if it is not there. */
    Optional<String> find(String quote) {
        String wanted = new Quotes(quote.strip()).compared.strip();
        int from = wanted.isEmpty() ? -1 : compared.indexOf(wanted);
        if (from < 0) {
            return Optional.empty();
        }
        int last = places[from + wanted.length() - 1];
        int end = last + Character.charCount(text.codePointAt(last));
        return Optional.of(PlainText.cut(text.substring(places[from], end), TopicScore.MAX_EVIDENCE));
    }
}

package io.docuvault.classification;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is left of a text when everything is taken out that a person would not see as text. */
final class PlainText {

    /** Anything that a page, a mail or a chat could take for a link, an image or markup. */
    private static final Pattern RENDERABLE = Pattern.compile(
            "<\\s*[/!?a-z]|&[#a-z0-9]+;|]\\(|]\\[|://|\\b(?:javascript|data|vbscript|mailto|file):|\\bwww\\.",
            Pattern.CASE_INSENSITIVE);

    private PlainText() {}

    /** Whether a character shows nothing by itself: controls, zero widths, directions, tags, private use. */
    static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> !Character.isWhitespace(codePoint);
            case Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            // Variation selectors and fillers that are letters or marks by name only.
            default ->
                (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                        || (codePoint >= 0xE0100 && codePoint <= 0xE01EF)
                        || codePoint == 0x115F
                        || codePoint == 0x1160
                        || codePoint == 0x3164
                        || codePoint == 0xFFA0
                        || codePoint == 0x034F;
        };
    }

    /** Without what is invisible. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().filter(codePoint -> !isInvisible(codePoint)).forEach(visible::appendCodePoint);
        return visible.toString();
    }

    /**
     * A model's words as one line of plain text; null if nothing is left, or if it is more than text: markup, a link.
     *
     * @param most characters; longer ones are cut
     */
    static @Nullable String line(@Nullable String words, int most) {
        if (words == null) {
            return null;
        }
        String line = Normalizer.normalize(visible(words), Normalizer.Form.NFC)
                .replaceAll("\\s+", " ")
                .strip();
        if (line.isEmpty() || RENDERABLE.matcher(line).find()) {
            return null;
        }
        return cut(line, most);
    }

    /** The beginning of a text, never half a character. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most)
                .strip();
    }
}

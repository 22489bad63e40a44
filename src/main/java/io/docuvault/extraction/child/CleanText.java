package io.docuvault.extraction.child;

import java.text.Normalizer;

/** Makes any string fit for PostgreSQL and for people, without losing what can be read in it. */
final class CleanText {

    /** Stands for bytes that are no character in the file's encoding, a NUL among them. */
    private static final int REPLACEMENT = 0xFFFD;

    private CleanText() {}

    /**
     * Drops control characters, lone surrogates and what decoders put for unreadable bytes; composes to NFC; keeps at
     * most one empty line in a row.
     */
    static String of(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        int newLines = 2;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (character == '\n') {
                newLines = appendNewLine(clean, newLines);
            } else if (isReadable(character)) {
                clean.appendCodePoint(character);
                newLines = Character.isWhitespace(character) ? newLines : 0;
            }
        }
        trimSpaces(clean);
        return Normalizer.normalize(clean.toString().stripTrailing(), Normalizer.Form.NFC);
    }

    /** For a title or a property: one line of at most so many characters. */
    static String line(String text, int length) {
        String line = of(text).replaceAll("\\s+", " ").strip();
        if (line.length() <= length) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(length - 1)) ? length - 1 : length;
        return line.substring(0, end).strip();
    }

    private static int appendNewLine(StringBuilder clean, int newLines) {
        trimSpaces(clean);
        if (newLines < 2) {
            clean.append('\n');
        }
        return newLines + 1;
    }

    private static void trimSpaces(StringBuilder clean) {
        int length = clean.length();
        while (length > 0 && (clean.charAt(length - 1) == ' ' || clean.charAt(length - 1) == '\t')) {
            length--;
        }
        clean.setLength(length);
    }

    private static boolean isReadable(int character) {
        return character == '\t'
                || !(Character.isISOControl(character)
                        || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE)
                        || character == REPLACEMENT
                        || (character & 0xFFFE) == 0xFFFE);
    }
}

package io.docuvault.documents;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people call their files, made safe to show. A name is never a path: objects in the store have names of ids. */
final class FileNames {

    static final int MAX_LENGTH = 255;

    private static final int LONGEST_EXTENSION = 12;
    /** Control characters, and the marks with which "gpj.exe" is made to read "exe.jpg". */
    private static final Pattern UNSHOWABLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]+");

    private FileNames() {}

    /** One line of NFC text without control characters, at most 255 characters; the extension survives a cut. */
    static String display(@Nullable String name) {
        String line =
                UNSHOWABLE.matcher(name == null ? "" : name).replaceAll(" ").strip();
        String normal = Normalizer.normalize(line, Normalizer.Form.NFC);
        if (normal.isBlank()) {
            return "unnamed";
        }
        if (length(normal) <= MAX_LENGTH) {
            return normal;
        }
        String extension = extension(normal);
        return cut(normal, MAX_LENGTH - length(extension)) + extension;
    }

    /** The name without its extension. */
    static String stem(String name) {
        return name.substring(0, name.length() - extension(name).length());
    }

    /** At most so many characters of a text. */
    static String cut(String text, int characters) {
        return length(text) <= characters ? text : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 || name.length() - dot > LONGEST_EXTENSION ? "" : name.substring(dot);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}

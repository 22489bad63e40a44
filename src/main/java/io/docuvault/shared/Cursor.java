package io.docuvault.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The place in a list where a page ended: the sort keys of its last row, opaque to clients. */
public final class Cursor {

    private static final String SEPARATOR = "\u0000";

    private Cursor() {}

    public static String encode(Object... keys) {
        List<String> parts = Arrays.stream(keys).map(String::valueOf).toList();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(SEPARATOR, parts).getBytes(UTF_8));
    }

    /**
     * The keys of a cursor.
     *
     * @throws ProblemException {@code invalid_cursor} if it was not made by {@link #encode} with as many keys
     */
    public static List<String> decode(String cursor, int keys) {
        try {
            List<String> parts = List.of(new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split(SEPARATOR, -1));
            if (parts.size() == keys) {
                return parts;
            }
        } catch (IllegalArgumentException _) {
            // answered below, like a cursor of another list
        }
        throw invalid();
    }

    /** What a list answers to a cursor that it did not make. */
    public static ProblemException invalid() {
        return new ProblemException(ErrorCode.INVALID_CURSOR, "The value of 'after' is not from this list.");
    }
}

package io.docuvault.shared;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** The largest {@code limit} a list accepts. */
    public static final int MAX_LIMIT = 200;

    /**
     * Makes a page of rows fetched with one row more than asked for, which tells whether there is a following page.
     *
     * @param key the cursor of a row, from {@link Cursor#encode}
     */
    public static <T> Page<T> of(List<T> rowsAndOneMore, int limit, Function<T, String> key) {
        if (rowsAndOneMore.size() <= limit) {
            return new Page<>(rowsAndOneMore, null);
        }
        List<T> items = rowsAndOneMore.subList(0, limit);
        return new Page<>(List.copyOf(items), key.apply(items.getLast()));
    }
}

package io.docuvault.documents;

import io.docuvault.shared.Cursor;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The orders of a list. Each has an index; ties are ordered by id, so that each row has exactly one place. */
enum DocumentSort {
    CREATED("created", "created_at", "timestamptz", false),
    CREATED_DOWN("-created", "created_at", "timestamptz", true),
    DATE("date", "filed_on", "date", false),
    DATE_DOWN("-date", "filed_on", "date", true),
    TITLE("title", "title_key", "text", false),
    TITLE_DOWN("-title", "title_key", "text", true),
    SIZE("size", "size_bytes", "bigint", false),
    SIZE_DOWN("-size", "size_bytes", "bigint", true);

    private final String parameter;
    private final String column;
    private final String type;
    private final boolean down;

    DocumentSort(String parameter, String column, String type, boolean down) {
        this.parameter = parameter;
        this.column = column;
        this.type = type;
        this.down = down;
    }

    static DocumentSort of(String parameter) {
        return Arrays.stream(values())
                .filter(sort -> sort.parameter.equals(parameter))
                .findAny()
                .orElseThrow(() -> ProblemException.invalid("sort", "unknown_value", "This order is not known."));
    }

    /** The value that a row is ordered by, as text. */
    String keyColumn() {
        return this == CREATED || this == CREATED_DOWN
                ? "to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                : "d." + column + "::text";
    }

    /** Holds for the rows behind the one with parameters {@code key} and {@code id}. */
    String after() {
        return "(d.%s, d.id) %s (cast(:key as %s), :id)".formatted(column, down ? "<" : ">", type);
    }

    String orderBy() {
        String direction = down ? " desc" : "";
        return "d." + column + direction + ", d.id" + direction;
    }

    String cursor(String key, UUID id) {
        return Cursor.encode(parameter, key, id);
    }

    /** The place that a cursor of this order names. */
    Place place(String cursor) {
        List<String> parts = Cursor.decode(cursor, 3);
        try {
            if (parts.getFirst().equals(parameter)) {
                check(parts.get(1));
                return new Place(parts.get(1), UUID.fromString(parts.get(2)));
            }
        } catch (IllegalArgumentException | DateTimeParseException _) {
            // answered below
        }
        throw new ProblemException(ErrorCode.INVALID_CURSOR, "The value of 'after' is not from this list.");
    }

    record Place(String key, UUID id) {}

    private void check(String key) {
        switch (type) {
            case "timestamptz" -> Instant.parse(key);
            case "date" -> LocalDate.parse(key);
            case "bigint" -> Long.parseLong(key);
            default -> {
                // any text will do
            }
        }
    }
}

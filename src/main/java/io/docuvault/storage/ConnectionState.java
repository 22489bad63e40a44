package io.docuvault.storage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a connection works, as far as was seen. */
public enum ConnectionState {
    OK,
    /** Its owner has to connect it again. */
    RECONNECT,
    /** It did not work when it was last looked at. */
    UNREACHABLE;

    @JsonValue
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ConnectionState ofColumn(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}

package io.docuvault.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a user may do beyond their own documents. */
public enum Role {
    @JsonProperty("user")
    USER,
    @JsonProperty("administrator")
    ADMINISTRATOR;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}

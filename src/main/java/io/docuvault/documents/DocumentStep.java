package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is being done with a document right now. */
public enum DocumentStep {
    @JsonProperty("extract")
    EXTRACT,
    @JsonProperty("classify")
    CLASSIFY;

    static @Nullable DocumentStep ofColumn(@Nullable String value) {
        return value == null ? null : valueOf(value.toUpperCase(Locale.ROOT));
    }
}

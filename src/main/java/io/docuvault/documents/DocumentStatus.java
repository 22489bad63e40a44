package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far a document has come. */
public enum DocumentStatus {
    /** It is being read. */
    @JsonProperty("processing")
    PROCESSING,
    @JsonProperty("ready")
    READY,
    /** It was read, but there is no text in it. */
    @JsonProperty("needs_text")
    NEEDS_TEXT,
    /** It is kept, but must not be read again as it is: it broke the reader, or tried to. */
    @JsonProperty("quarantined")
    QUARANTINED,
    /** Reading it failed for a reason that may pass. */
    @JsonProperty("failed")
    FAILED;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DocumentStatus ofColumn(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}

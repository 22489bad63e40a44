package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where an upload is in its life. */
enum UploadState {
    @JsonProperty("pending")
    PENDING,
    /** Its bytes are a document. */
    @JsonProperty("stored")
    STORED,
    /** Given up by its owner, or expired. */
    @JsonProperty("aborted")
    ABORTED,
    /** What came was not what had been announced. */
    @JsonProperty("failed")
    FAILED;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static UploadState ofColumn(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}

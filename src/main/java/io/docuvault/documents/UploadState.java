package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where an upload is in its life. */
enum UploadState {
    /** It waits for bytes, or for its completion. */
    @JsonProperty("pending")
    PENDING,
    /** All bytes have come; a job looks whether they are what was announced. */
    @JsonProperty("verifying")
    VERIFYING,
    /** Its bytes are a document. */
    @JsonProperty("stored")
    STORED,
    /** Given up by its owner, or expired. */
    @JsonProperty("aborted")
    ABORTED,
    /** What came was not what had been announced. */
    @JsonProperty("failed")
    FAILED;

    /** Whether it may still become a document. */
    boolean isOpen() {
        return this == PENDING || this == VERIFYING;
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static UploadState ofColumn(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}

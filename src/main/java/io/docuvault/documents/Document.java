package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All facts of a document.
 *
 * @param row what a list shows of it
 * @param summary one sentence of a model's
 * @param titleChosen whether a person has chosen the title; the same of the date and of the correspondent
 * @param sha256 of its bytes, in hexadecimal
 * @param metadata what its file says about itself
 * @param textLength in characters
 * @param version counts its changes; also its ETag
 * @param jobId the latest background work on it
 * @param connectionName where it is stored; null for the server's own store
 */
public record Document(
        @JsonUnwrapped DocumentSummary row,
        @Nullable String summary,
        boolean titleChosen,
        boolean dateChosen,
        boolean correspondentChosen,
        String sha256,
        @Nullable String author,
        Map<String, String> metadata,
        int textLength,
        long version,
        @Nullable UUID jobId,
        @Nullable String connectionName) {

    String etag() {
        return "\"" + version + "\"";
    }

    Document with(DocumentSummary itsRow, @Nullable UUID itsJob) {
        return new Document(
                itsRow,
                summary,
                titleChosen,
                dateChosen,
                correspondentChosen,
                sha256,
                author,
                metadata,
                textLength,
                version,
                itsJob,
                connectionName);
    }
}

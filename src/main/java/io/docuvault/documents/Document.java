package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All facts of a document.
 *
 * @param sha256 of its bytes, in hexadecimal
 * @param metadata what its file says about itself
 * @param textLength in characters
 * @param version counts its changes; also its ETag
 * @param jobId the latest background work on it
 * @param connectionName where it is stored; null for the server's own store
 */
public record Document(
        @JsonUnwrapped DocumentSummary summary,
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

    Document with(DocumentSummary itsSummary, @Nullable UUID itsJob) {
        return new Document(itsSummary, sha256, author, metadata, textLength, version, itsJob, connectionName);
    }
}

package io.docuvault.documents;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An upload and where its bytes are to be sent.
 *
 * @param documentId the id that the document will have
 * @param parts to be sent in any order; none once the upload has ended
 */
record Upload(
        UUID id, UUID documentId, String name, long size, UploadState state, List<Part> parts, Instant expiresAt) {

    /**
     * One part and the request that brings it.
     *
     * @param headers to be sent exactly as given
     * @param offset of its first byte in the file
     * @param arrived whether it need not be sent any more
     */
    record Part(
            int number,
            String method,
            String url,
            Map<String, String> headers,
            long offset,
            long size,
            boolean arrived) {}
}

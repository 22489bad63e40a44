package io.docuvault.documents;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An upload and where its bytes are to be sent.
 *
 * @param documentId the id that the document will have
 * @param parts to be sent in any order; none once all have come or the upload has ended
 * @param problem why its last completion made no document; an upload that is {@code pending} may be completed again
 */
record Upload(
        UUID id,
        UUID documentId,
        String name,
        long size,
        UploadState state,
        List<Part> parts,
        @Nullable UploadProblem problem,
        Instant expiresAt) {

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

package io.docuvault.documents;

import java.util.UUID;

/** The live event {@code upload}: a verification that nobody waited for has come to its end. */
record UploadChanged(UUID id, UploadState state, UUID documentId) {

    static UploadChanged of(UploadRow upload, UploadState state) {
        return new UploadChanged(upload.id(), state, upload.documentId());
    }
}

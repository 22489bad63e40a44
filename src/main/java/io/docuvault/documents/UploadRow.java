package io.docuvault.documents;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.DirectUploads.Announced;
import io.docuvault.storage.Staged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An intent to upload.
 *
 * @param size what is reserved of the owner's quota
 * @param mediaType what the client says it is
 * @param sha256 what the client says it is, in hexadecimal
 * @param store the store that its bytes go to
 * @param staged what the store calls them; null until it has begun to take them
 * @param direct whether the client sends its bytes straight to the store
 */
record UploadRow(
        UUID id,
        UUID owner,
        UUID documentId,
        UUID objectId,
        String name,
        long size,
        @Nullable String mediaType,
        @Nullable String sha256,
        boolean allowDuplicate,
        List<UUID> topicIds,
        boolean direct,
        String store,
        @Nullable Staged staged,
        UploadState state,
        Instant expiresAt) {

    UploadRow named(String itsName) {
        return with(itsName, staged);
    }

    UploadRow staged(Staged itsBytes) {
        return with(name, itsBytes);
    }

    private UploadRow with(String itsName, @Nullable Staged itsBytes) {
        return new UploadRow(
                id,
                owner,
                documentId,
                objectId,
                itsName,
                size,
                mediaType,
                sha256,
                allowDuplicate,
                topicIds,
                direct,
                store,
                itsBytes,
                state,
                expiresAt);
    }

    Announced announced() {
        return new Announced(id, size, sha256);
    }

    BlobKey key() {
        return BlobKey.of(owner, documentId, objectId, name);
    }
}

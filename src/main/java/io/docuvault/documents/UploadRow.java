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
 * @param connectionId where its owner wants it to lie; null for the server's own store
 * @param direct whether the client sends its bytes straight to the store
 * @param problem why its last completion made no document
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
        @Nullable UUID connectionId,
        String store,
        @Nullable Staged staged,
        UploadState state,
        @Nullable UploadProblem problem,
        Instant expiresAt) {

    /** @param connection null for the store that it is to be in anyway */
    UploadRow placed(String itsName, @Nullable UUID connection) {
        return with(itsName, connection, connection == null ? store : connection.toString(), staged);
    }

    UploadRow staged(Staged itsBytes) {
        return with(name, connectionId, store, itsBytes);
    }

    /** Whether its bytes still have to be taken to where its owner wants them. */
    boolean hasToMove() {
        return connectionId != null && !store.equals(connectionId.toString());
    }

    private UploadRow with(String itsName, @Nullable UUID itsConnection, String itsStore, @Nullable Staged itsBytes) {
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
                itsConnection,
                itsStore,
                itsBytes,
                state,
                problem,
                expiresAt);
    }

    Announced announced() {
        return new Announced(id, size, sha256);
    }

    BlobKey key() {
        return BlobKey.of(owner, documentId, objectId, name);
    }
}

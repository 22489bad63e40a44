package io.docuvault.documents;

import io.docuvault.storage.Staged;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document that is to lie in another store.
 *
 * @param id also what its copy is called there while it has no other name
 * @param moveId null for a document that has just come
 * @param target the store to go to
 * @param connectionId the connection that the target is; null for the server's own
 * @param jobId whose work on it counts
 * @param staged the copy, once all of it is there
 */
record MoveItem(
        UUID id,
        UUID owner,
        @Nullable UUID moveId,
        UUID documentId,
        String name,
        String target,
        @Nullable UUID connectionId,
        long size,
        State state,
        @Nullable UUID jobId,
        @Nullable Staged staged) {

    enum State {
        WAITING,
        RUNNING,
        FAILED,
        /** Nobody wants it any more, but what was copied has to go. */
        DROPPED;

        static State ofColumn(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }
}

package io.docuvault.documents;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Undoes what batches of one kind did besides changing labels. Those that did nothing else need none. */
public interface BatchUndo {

    Batch.Kind kind();

    /**
     * Undoes it, in the transaction that undoes the batch: after decisions have been locked, and before any document is
     * or any label is put back.
     *
     * @param memory what {@link Batch.Begun#memory} was when it was made
     */
    void undo(UUID owner, Batch batch, @Nullable String memory);

    /** Does the rest, once labels are as they were before. */
    default void undone(UUID owner, Batch batch, @Nullable String memory) {}
}

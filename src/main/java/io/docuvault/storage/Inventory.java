package io.docuvault.storage;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A store that tells what lies in it, for whoever compares it with the rows. The streams are read page by page and have
 * to be closed; what changes meanwhile may or may not be in them. What does not look like a thing of ours is left out. A
 * store that fails in the middle throws {@link java.io.UncheckedIOException}.
 */
public interface Inventory {

    /** Bytes that were staged under this upload and are still there. */
    record FoundUpload(UUID upload, Staged staged) {}

    record FoundObject(UUID owner, UUID document, BlobRef ref) {}

    /** What was staged, or begun to be, and last touched before a time by the store's clock. */
    Stream<FoundUpload> stagedBefore(Instant time) throws IOException;

    /** The objects that were made before a time by the store's clock. */
    Stream<FoundObject> objectsBefore(Instant time) throws IOException;
}

package io.docuvault.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Where the bytes of documents are. Objects come in two steps: bytes are <em>staged</em> under the id of an upload, where
 * nobody but this port reads them, and after they have been verified <em>promoted</em> to an object that never changes.
 *
 * <p>What every back-end keeps to:
 *
 * <ul>
 *   <li>A promoted object is whole and on stable storage when {@link #promote} returns; before, it is not there at all.
 *   <li>Nothing is ever overwritten: a key is used once.
 *   <li>{@link #discard} and {@link #delete} of what is absent do nothing; reading it throws
 *       {@link NoSuchBlobException}. Any other {@link IOException} says nothing about whether the object exists.
 *   <li>Streams everywhere: no operation's memory depends on an object's length.
 * </ul>
 *
 * <p>What a caller may not assume: that a reference looks like its key, that objects can be listed, that a stream can be
 * read after its object was deleted, or that a call that failed had no effect. Every operation may be repeated.
 */
public interface BlobStore {

    /**
     * Stages all of a stream, in place of whatever was staged for this upload. If the stream or the store fails, nothing
     * is staged.
     *
     * @return how many bytes
     */
    long stage(UUID upload, InputStream bytes) throws IOException;

    /**
     * Reads what is staged, once no more bytes can come: after {@link #stage} or {@link DirectUploads#finish}.
     *
     * @throws NoSuchBlobException if there is nothing, it may still change, or it has been promoted
     */
    InputStream openStaged(UUID upload) throws IOException;

    /**
     * Makes an object of what is staged, in one atomic step. Where that has already been done with the same key, answers
     * as the first time, so that a call whose answer was lost can be repeated.
     *
     * @throws NoSuchBlobException if there is nothing staged (or it may still change) and no object with this key
     */
    BlobRef promote(UUID upload, BlobKey key) throws IOException;

    /** Throws away what is staged and refuses what is still on its way. Leaves a promoted object alone. */
    void discard(UUID upload) throws IOException;

    /** The object's length in bytes; empty if there is no such object. */
    OptionalLong length(BlobRef ref) throws IOException;

    /**
     * Reads {@code length} bytes from {@code offset}, or fewer if the object ends before.
     *
     * @throws NoSuchBlobException if there is no such object
     */
    InputStream read(BlobRef ref, long offset, long length) throws IOException;

    /** Removes the object for good. */
    void delete(BlobRef ref) throws IOException;

    /**
     * Looks whether the store can be used right now. The only operation that is allowed to write something by itself.
     *
     * @throws IOException with a sentence for the operator if it can't
     */
    void check() throws IOException;

    /** Capability: clients send bytes straight to the store. Without it the server passes them on by {@link #stage}. */
    default Optional<DirectUploads> directUploads() {
        return Optional.empty();
    }

    /**
     * Capability: a URL that serves the object's bytes to whoever has it, until it expires.
     *
     * @param contentDisposition the header it is served with
     * @return absolute, or relative to this server's own address
     */
    default Optional<URI> link(BlobRef ref, String mediaType, String contentDisposition, Instant expires) {
        return Optional.empty();
    }

    /** Capability: the object as a file of this machine, to be read only. Where it is absent the path leads nowhere. */
    default Optional<Path> localFile(BlobRef ref) {
        return Optional.empty();
    }
}

package io.docuvault.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Where the bytes of documents are. Objects come in two steps: bytes are <em>staged</em>, where nobody but this port
 * reads them, and after they have been verified <em>promoted</em> to an object that never changes.
 *
 * <p>What every back-end keeps to:
 *
 * <ul>
 *   <li>A promoted object is whole and on stable storage when {@link #promote} returns; before, it is not there at all.
 *       What it holds is what {@link #openStaged} read for the same {@link Staged}, whoever else writes meanwhile.
 *   <li>Nothing is ever overwritten: a key is used once.
 *   <li>{@link #discard} and {@link #delete} of what is absent do nothing; reading it throws
 *       {@link NoSuchBlobException}. Any other {@link StoreException} says by its kind what is wrong, and nothing about
 *       whether the object exists. A plain {@link IOException} comes from the caller's own stream or the local disk.
 *   <li>A stream either ends after exactly the bytes that were asked for or fails: a connection that is cut is never
 *       taken for the end.
 *   <li>Streams everywhere: no operation's memory depends on an object's length.
 *   <li>Operations do no work outside their call, may be called by many threads, and end by themselves where the store
 *       hangs. A store that is away stops neither its construction nor the start of the server.
 * </ul>
 *
 * <p>What a caller may not assume: that a reference looks like its key, that objects can be listed, that a stream can be
 * read after its object was deleted, or that a call that failed had no effect. Every operation may be repeated.
 */
public interface BlobStore {

    /** What the rows of its documents call this store: {@code filesystem}, {@code s3}, or a connection's id. */
    String id();

    /**
     * Stages all of a stream. If the stream or the store fails, or the length is another than announced, nothing is
     * staged that anybody can open.
     *
     * @param upload an id that no other call stages under at the same time; what was staged under it before is replaced
     * @param length where it is known: some stores need it, and then keep a stream without it in a temporary file first
     */
    Staged stage(UUID upload, InputStream bytes, OptionalLong length) throws IOException;

    /**
     * Reads what is staged, once no more bytes can come: what {@link #stage} or {@link DirectUploads#finish} answered.
     *
     * @throws NoSuchBlobException if there is nothing, it may still change, or it has been promoted
     * @throws StoreException {@code CHANGED} if it is no longer what it was then
     */
    InputStream openStaged(Staged staged) throws IOException;

    /**
     * Makes an object of what is staged, in one atomic step. Where that has already been done with the same key, answers
     * as the first time, so that a call whose answer was lost can be repeated; for that any {@link Staged} of the upload
     * will do, also one that is not finished.
     *
     * @throws NoSuchBlobException if there is nothing staged (or it may still change) and no object with this key
     * @throws StoreException {@code CHANGED} as for {@link #openStaged}
     */
    BlobRef promote(Staged staged, BlobKey key) throws IOException;

    /** Throws away what is staged and refuses what is still on its way. Leaves a promoted object alone. */
    void discard(Staged staged) throws IOException;

    /** The object's length in bytes; empty if there is no such object. */
    OptionalLong length(BlobRef ref) throws IOException;

    /**
     * Reads {@code length} bytes from {@code offset}, or fewer if the object ends before. A store that has no ranges of
     * its own skips: correct, but no cheaper than reading everything before.
     *
     * @throws NoSuchBlobException if there is no such object
     */
    InputStream read(BlobRef ref, long offset, long length) throws IOException;

    /** Removes the object for good. */
    void delete(BlobRef ref) throws IOException;

    /**
     * Looks whether the store can be used right now, within seconds. The only operation that is allowed to write
     * something by itself.
     *
     * @throws IOException with a sentence for the operator if it can't
     */
    void check() throws IOException;

    /** What the operator should know of a store that works: sentences, found out at the start. Asks nobody. */
    default List<String> remarks() {
        return List.of();
    }

    /** Capability: clients send bytes straight to the store. Without it the server passes them on by {@link #stage}. */
    default Optional<DirectUploads> directUploads() {
        return Optional.empty();
    }

    /**
     * Capability: a URL that serves the object's bytes to whoever has it, until it expires.
     *
     * @param mediaType what it is served as; never anything that a browser would run
     * @param contentDisposition the header it is served with; a store that can't forbid sniffing may make an attachment
     *     of what was to be shown
     * @return absolute, or relative to this server's own address
     */
    default Optional<URI> link(BlobRef ref, String mediaType, String contentDisposition, Instant expires) {
        return Optional.empty();
    }

    /** Capability: the object as a file of this machine, to be read only. Where it is absent the path leads nowhere. */
    default Optional<Path> localFile(BlobRef ref) {
        return Optional.empty();
    }

    /** Capability: what lies in the store can be listed. */
    default Optional<Inventory> inventory() {
        return Optional.empty();
    }
}

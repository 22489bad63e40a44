package io.docuvault.storage;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A store that takes bytes from a client itself, in parts and through signed URLs: it stands between {@link #begin} and
 * {@link #finish}, in the place of {@link BlobStore#stage}. {@link BlobStore#discard} ends it early.
 *
 * <p>A part counts once it has arrived whole, with exactly the length that was signed; one that was cut off leaves
 * nothing that counts. Parts come in any order and at the same time; a part that is sent again replaces the first.
 * Lengths are enforced here; hashes and types are for the caller to verify on what {@link BlobStore#openStaged} reads.
 */
public interface DirectUploads {

    /**
     * One part and the request that brings it.
     *
     * @param number from 1
     * @param url absolute, or relative to this server's own address
     * @param headers to be sent with it exactly as given
     * @param offset of its first byte in the whole
     */
    record Part(int number, String method, URI url, Map<String, String> headers, long offset, long size) {}

    /** Makes room for an upload. */
    void begin(UUID upload, long size) throws IOException;

    /** The upload's parts with URLs that are good until {@code expires}. An empty upload has none. */
    List<Part> parts(UUID upload, long size, Instant expires);

    /** The numbers of the parts that count. */
    Set<Integer> arrived(UUID upload) throws IOException;

    /**
     * Closes the upload: from now on nothing of it changes, even where a client is still sending. May be repeated.
     *
     * @throws NoSuchBlobException if it was discarded or promoted, or parts are missing
     */
    void finish(UUID upload, long size) throws IOException;
}

package io.docuvault.storage;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store that takes bytes from a client itself, in parts and through signed URLs: it stands between {@link #begin} and
 * {@link #finish}, in the place of {@link BlobStore#stage}. {@link BlobStore#discard} ends it early.
 *
 * <p>A part counts once it has arrived whole, with exactly the length that was signed; one that was cut off leaves
 * nothing that counts. Parts come in any order and at the same time; a part that is sent again replaces the first.
 * Lengths are enforced here; hashes and types are for the caller to verify on what {@link BlobStore#openStaged} reads,
 * even where the store is asked to enforce them too.
 */
public interface DirectUploads {

    /**
     * What a client is going to send.
     *
     * @param sha256 what it says the hash of the whole will be, in hexadecimal
     */
    record Announced(UUID upload, long size, @Nullable String sha256) {}

    /**
     * One part and the request that brings it.
     *
     * @param number from 1
     * @param url absolute, or relative to this server's own address
     * @param headers to be sent with it exactly as given, besides {@code Host} and {@code Content-Length}
     * @param offset of its first byte in the whole
     */
    record Part(int number, String method, URI url, Map<String, String> headers, long offset, long size) {}

    /** Makes room for an upload. What it answers is not finished: it can be discarded, but not opened. */
    Staged begin(Announced upload) throws IOException;

    /** The upload's parts with URLs that are good until {@code expires}. An empty upload has none. */
    List<Part> parts(Staged staged, Announced upload, Instant expires);

    /** The numbers of the parts that do not count yet: all of an upload that was discarded or promoted. */
    SortedSet<Integer> missing(Staged staged, Announced upload) throws IOException;

    /**
     * Closes the upload: what this answers never changes, even where a client is still sending. May be repeated.
     *
     * @throws NoSuchBlobException if it was discarded or promoted, or parts are missing
     */
    Staged finish(Staged staged, Announced upload) throws IOException;
}

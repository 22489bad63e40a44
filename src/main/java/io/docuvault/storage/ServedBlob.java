package io.docuvault.storage;

/**
 * An object as it is answered over HTTP.
 *
 * @param etag strong, with its quotes
 */
public record ServedBlob(
        BlobStore store, BlobRef ref, long length, String mediaType, String contentDisposition, String etag) {}

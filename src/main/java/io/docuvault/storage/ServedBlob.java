package io.docuvault.storage;

/**
 * An object as it is answered over HTTP.
 *
 * @param etag strong, with its quotes
 */
public record ServedBlob(BlobRef ref, long length, String mediaType, String contentDisposition, String etag) {}

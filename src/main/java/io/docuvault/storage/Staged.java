package io.docuvault.storage;

/**
 * Bytes that are staged or on their way, in the words of the back-end that takes them: an id that a drive gave out, a
 * session, which version of the bytes was finished. It may hold a secret of the store's, so it is never shown to
 * clients, and it is all that a back-end remembers: whatever node gets it can go on.
 */
public record Staged(String value) {}

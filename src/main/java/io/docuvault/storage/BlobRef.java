package io.docuvault.storage;

/**
 * Where an object is, in the words of the back-end that holds it. Nobody else reads anything into it: cloud drives hand
 * out ids of their own.
 */
public record BlobRef(String value) {}

package io.docuvault.documents;

/** A large file in the file store. */
class FileStoreBench extends LargeFile {}

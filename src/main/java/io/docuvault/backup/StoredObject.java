package io.docuvault.backup;

/** What one document is made of, as a line of {@code objects.jsonl.gz}. */
record StoredObject(String document, String owner, String name, String store, String ref, long bytes, String sha256) {}

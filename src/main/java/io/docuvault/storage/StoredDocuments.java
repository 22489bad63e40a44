package io.docuvault.storage;

/** What lies in the server's stores, which another module knows. */
public interface StoredDocuments {

    /** Whether any document lies in the store of this id. */
    boolean anyIn(String store);
}

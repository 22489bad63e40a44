package io.docuvault.storage;

import java.util.Map;
import java.util.UUID;

/** What lies in users' connections, which another module knows. */
public interface ConnectionDocuments {

    record Held(long documents, long bytes) {}

    /** By connection; those without documents are left out. */
    Map<UUID, Held> held(UUID owner);

    /**
     * Whether anything still needs the connection: documents, in the trash too, or uploads on their way. Called in a
     * transaction that lets nothing new refer to the connection.
     */
    boolean needed(UUID owner, UUID connection);

    /** Forgets all documents that lie there and leaves their files alone; in the caller's transaction. */
    void forget(UUID owner, UUID connection);
}

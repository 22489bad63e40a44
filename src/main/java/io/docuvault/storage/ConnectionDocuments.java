package io.docuvault.storage;

import java.util.Map;
import java.util.UUID;

/** What lies in users' connections, which another module knows. */
public interface ConnectionDocuments {

    record Held(long documents, long bytes) {}

    /** By connection; those without documents are left out. */
    Map<UUID, Held> held(UUID owner);

    /**
     * Why a connection can't go.
     *
     * @param documents that lie there, in the trash too
     * @param arriving whether an upload is on its way there
     * @param moving whether documents are being moved there or away
     * @param leaving whether files that nobody needs any more are still to be removed there
     */
    record Need(long documents, boolean arriving, boolean moving, boolean leaving) {

        boolean any() {
            return documents > 0 || arriving || moving || leaving;
        }
    }

    /** What still needs the connection. Called in a transaction that lets nothing new refer to it. */
    Need need(UUID owner, UUID connection);

    /**
     * Forgets all documents that lie there and leaves their files alone, and stops whatever is being moved there or away;
     * in the caller's transaction.
     */
    void forget(UUID owner, UUID connection);
}

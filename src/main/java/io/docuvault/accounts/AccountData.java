package io.docuvault.accounts;

import java.io.IOException;
import java.util.UUID;

/**
 * What a module keeps for a user that does not simply go with the row in {@code users}: many rows, or bytes elsewhere.
 * Every bean of this kind is asked when an account is deleted. The user cannot sign in any more by then and their jobs
 * are forgotten, but a request that had begun before may still go on.
 */
public interface AccountData {

    /**
     * Removes everything, in transactions of a bounded size, with the user as the caller. Is run again after an
     * interruption, and where {@link #remains} finds something.
     *
     * @throws IOException if bytes cannot be removed just now
     */
    void remove(UUID owner) throws IOException;

    /** Whether anything is left. Asked in the transaction that removes the user, while nothing can be added any more. */
    boolean remains(UUID owner);
}

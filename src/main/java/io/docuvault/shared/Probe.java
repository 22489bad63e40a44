package io.docuvault.shared;

import java.util.List;

/** A part that the system can't do without, and how to tell whether it works. */
public interface Probe {

    /** The part's name in {@code GET /health}. */
    String part();

    /**
     * Looks whether the part works; called with a deadline of a few seconds.
     *
     * @throws Exception if it does not
     */
    void check() throws Exception;

    /** Whether the system has this part at all; called with the same deadline. */
    default boolean matters() {
        return true;
    }

    /** What is not as it should be though the part works: sentences for the operator. Asks nobody. */
    default List<String> remarks() {
        return List.of();
    }
}

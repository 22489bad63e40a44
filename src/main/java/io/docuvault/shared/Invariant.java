package io.docuvault.shared;

/**
 * Something that holds as long as nothing is lost or half done, and how to see whether it does. Each module watches over
 * its own; {@code docuvault verify} asks all of them, also while the server runs.
 */
public interface Invariant {

    /** A short name that scripts may rely on, such as {@code quota}. */
    String name();

    /** What holds, in a sentence. */
    String statement();

    /**
     * Looks at everything that it is about, as the system itself, outside any transaction, in bounded memory. What other
     * transactions change meanwhile is no violation: what looks wrong is looked at once more before it is reported.
     *
     * @throws Exception if it can't be told; what was reported before stands
     */
    void check(Findings findings) throws Exception;
}

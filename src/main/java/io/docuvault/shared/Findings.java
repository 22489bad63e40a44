package io.docuvault.shared;

/** What an {@link Invariant} is asked for and where it says what it has found. Used by one thread at a time. */
public interface Findings {

    /** Puts something right; may be repeated. */
    @FunctionalInterface
    interface Repair {
        void run() throws Exception;
    }

    /** Whether files are to be read from end to end, not only measured. */
    boolean thorough();

    /** Whether what can be put right is to be. */
    boolean repairing();

    /** Whether what lies in users' own storage is looked at too, which asks their vendors once a document. */
    boolean connections();

    /** So many more things were looked at. */
    void looked(long things);

    /**
     * Something does not hold, and only a backup or a person can help.
     *
     * @param subject what, by its id
     * @param problem in a sentence; never a document's name or content
     */
    void violation(String subject, String problem);

    /** Something does not hold that can be put right: done at once if that was asked for. */
    void violation(String subject, String problem, Repair repair);

    /** Something could not be looked at. */
    void skipped(String subject, String why);
}

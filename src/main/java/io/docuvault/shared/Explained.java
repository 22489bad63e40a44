package io.docuvault.shared;

/**
 * An exception that its callers have to deal with, and that knows what a client is told where none of them did. For the
 * kinds of trouble that are checked exceptions of another sort than {@link ProblemException}.
 */
public interface Explained {

    /** What a client may know of it; nothing about addresses, paths or names of the server's own. */
    ProblemException problem();
}

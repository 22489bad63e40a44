package io.docuvault.backup;

/** Is told how far a backup, its verification or a restore is. May be called by several threads. */
public interface Progress {

    /** Something new begins. */
    void begins(String what);

    /** So much of what has begun is done. */
    void done(long items, long ofItems, long bytes, long ofBytes);
}

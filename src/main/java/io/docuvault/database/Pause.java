package io.docuvault.database;

/** Waiting for another process, which tells nobody when it is done. */
final class Pause {

    private static final long MILLISECONDS = 10;

    private Pause() {}

    static void shortly() {
        try {
            Thread.sleep(MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseStartException("Interrupted while waiting for the embedded database.", e);
        }
    }
}

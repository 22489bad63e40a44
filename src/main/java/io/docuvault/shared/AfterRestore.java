package io.docuvault.shared;

import java.time.Instant;

/** Puts right what a restored database says of a moment that is long gone. Each module looks after its own. */
public interface AfterRestore {

    /**
     * Called in a transaction, as the system itself, before anything else is at work; perhaps again if the restore was
     * interrupted.
     */
    void restored(Instant now);
}

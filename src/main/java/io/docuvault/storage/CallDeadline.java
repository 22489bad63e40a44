package io.docuvault.storage;

import java.time.Duration;

/**
 * Ends a call that takes too long. The time-outs of a socket are about the next byte that comes: they see neither a peer
 * that does not read what is sent, nor one that answers a byte now and then.
 */
final class CallDeadline implements AutoCloseable {

    private final long most;
    private final Runnable end;
    private final Thread watching;
    private volatile long last = System.nanoTime();
    private volatile boolean missed;

    /** @param most since the beginning, or since the last {@link #progress} */
    CallDeadline(Duration most, Runnable end) {
        this.most = most.toNanos();
        this.end = end;
        this.watching = Thread.ofVirtual().start(this::watch);
    }

    /** Bytes of ours were taken. */
    void progress() {
        last = System.nanoTime();
    }

    boolean missed() {
        return missed;
    }

    private void watch() {
        try {
            for (long left = most; left > 0; left = most - (System.nanoTime() - last)) {
                Thread.sleep(Duration.ofNanos(left));
            }
            missed = true;
            end.run();
        } catch (InterruptedException _) {
            // the call has ended
        }
    }

    @Override
    public void close() {
        watching.interrupt();
    }
}

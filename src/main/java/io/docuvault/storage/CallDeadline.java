package io.docuvault.storage;

import java.time.Duration;

/**
 * Ends a call that takes too long. The time-outs of a socket are about the next byte that comes: they see neither a peer
 * that does not read what is sent, nor one that answers a byte now and then.
 */
final class CallDeadline implements AutoCloseable {

    /** Bytes of a file that have to come in each second, after a while that is given to all of them. */
    private static final long LEAST_PACE = 16 * 1024;

    private static final long NANOS_PER_BYTE = Duration.ofSeconds(1).toNanos() / LEAST_PACE;
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    private final Runnable end;
    private final Thread watching;
    private long most;
    private long last = System.nanoTime();
    private boolean file;
    private boolean resting;
    private long restingSince;
    private volatile boolean missed;

    /** @param most since the beginning, or since the last {@link #progress} */
    CallDeadline(Duration most, Runnable end) {
        this.most = most.toNanos();
        this.end = end;
        this.watching = Thread.ofVirtual().unstarted(this::watch);
        watching.start();
    }

    /** How long so many bytes of a file may be waited for. */
    static Duration forFile(Duration anyway, long bytes) {
        return anyway.plusSeconds(bytes / LEAST_PACE);
    }

    /** Bytes of ours were taken. */
    synchronized void progress() {
        last = System.nanoTime();
    }

    /**
     * What comes now is a file, as long as it likes, but not as slowly. From here on only the time counts in which the
     * peer is {@linkplain #waiting waited for}, since those the file is for may be slow themselves.
     *
     * @param anyway how long may be waited, besides what the bytes that {@linkplain #came came} have earned
     */
    synchronized void beginFile(Duration anyway) {
        most = anyway.toNanos();
        last = System.nanoTime();
        file = true;
        resting = true;
        restingSince = last;
    }

    synchronized void waiting() {
        if (file && resting) {
            last += System.nanoTime() - restingSince;
            resting = false;
        }
    }

    synchronized void came(long bytes) {
        if (file) {
            last += bytes * NANOS_PER_BYTE;
            resting = true;
            restingSince = System.nanoTime();
        }
    }

    boolean missed() {
        return missed;
    }

    private synchronized long left() {
        return most - ((resting ? restingSince : System.nanoTime()) - last);
    }

    private synchronized long untilNextLook(long left) {
        return resting ? Math.max(left, LOOK_AGAIN) : left;
    }

    private void watch() {
        try {
            for (long left = left(); left > 0; left = left()) {
                Thread.sleep(Duration.ofNanos(untilNextLook(left)));
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

package io.docuvault.extraction.child;

import java.time.Duration;

/** How long pictures may still be recognised, so that the answer is sent before the server kills this process. */
final class Deadline {

    private static final double SHARE_FOR_OCR = 0.7;

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline forOcrWithin(Duration limit) {
        return new Deadline(System.nanoTime() + (long) (limit.toNanos() * SHARE_FOR_OCR));
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    boolean passed() {
        return left().isZero();
    }
}

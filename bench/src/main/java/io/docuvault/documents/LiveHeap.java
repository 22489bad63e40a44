package io.docuvault.documents;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The heap in use right after a collection, looked at every second, compared with what it was at the beginning. */
final class LiveHeap implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final long before = used();
    private volatile long most = before;
    private final Thread looking = Thread.ofPlatform().daemon().start(this::look);

    long growth() {
        return most - before;
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                most = Math.max(most, used());
            }
        } catch (InterruptedException _) {
            // measured
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() {
        looking.interrupt();
    }
}

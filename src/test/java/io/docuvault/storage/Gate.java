package io.docuvault.storage;

import io.docuvault.storage.VendorImitation.Seen;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Stops a vendor at a request of some kind until the test has done something meanwhile. */
public final class Gate {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicBoolean used = new AtomicBoolean();

    private Gate() {}

    public static Gate at(VendorImitation vendor, Predicate<Seen> when) {
        Gate gate = new Gate();
        vendor.fail(
                request -> {
                    if (when.test(request) && gate.used.compareAndSet(false, true)) {
                        gate.reached.countDown();
                        gate.passes(gate.opened);
                    }
                    return false;
                },
                VendorImitation.status(500));
        return gate;
    }

    /** Waits until somebody stands before it. */
    public void awaitReached() {
        if (!passes(reached)) {
            throw new AssertionError("Nobody came to the gate");
        }
    }

    public void open() {
        opened.countDown();
    }

    private boolean passes(CountDownLatch latch) {
        try {
            return latch.await(40, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

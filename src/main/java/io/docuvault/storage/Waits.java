package io.docuvault.storage;

import io.docuvault.storage.StoreException.Kind;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The waits between the repetitions of one call: as long as the vendor asks for, or growing, and never without end. */
final class Waits {

    private static final long PROGRESS = 64 * 1024;

    private final CloudSettings settings;
    private final int most;
    private Duration left;
    private int repetitions;
    private long came;

    Waits(CloudSettings settings, int most) {
        this.settings = settings;
        this.most = most;
        this.left = settings.patience();
    }

    /** Bytes came. Where they are enough to be progress, the next trouble is a new one. */
    void came(long bytes) {
        came += bytes;
        if (came >= PROGRESS) {
            reset();
        }
    }

    /** There was progress: the next trouble is a new one. */
    void reset() {
        came = 0;
        left = settings.patience();
        repetitions = 0;
    }

    /**
     * Waits before a repetition.
     *
     * @param asked what the vendor's {@code Retry-After} says
     * @throws StoreException {@code trouble} itself if there is to be no further one
     */
    void before(@Nullable Duration asked, StoreException trouble) throws StoreException, InterruptedIOException {
        Duration wait = asked != null ? asked : growing();
        if (repetitions >= most || wait.compareTo(left) > 0) {
            throw trouble;
        }
        repetitions++;
        left = left.minus(wait);
        try {
            Thread.sleep(wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the drive");
        }
    }

    /** Up to a half more than doubled each time, so that many callers do not come back together. */
    private Duration growing() {
        long millis = settings.backoff().toMillis() << Math.min(repetitions, 10);
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    static StoreException away(String what, @Nullable Throwable cause) {
        return new StoreException(Kind.AWAY, what, cause);
    }
}

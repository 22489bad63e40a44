package io.docuvault.storage.s3;

import io.docuvault.storage.StoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Sets the store up beside the start, again and again until it answers: makes the bucket, lets the pages' origins in, and
 * finds out what of a signed request the store does not enforce. What can't be done is said in the log and kept as
 * {@link #remarks}.
 */
final class S3Setup implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(S3Setup.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Bucket bucket;
    private final S3Settings settings;
    private final Clock clock;
    private volatile List<String> remarks = List.of();
    private volatile Thread thread = Thread.currentThread();
    private volatile boolean running;

    S3Setup(Bucket bucket, S3Settings settings, Clock clock) {
        this.bucket = bucket;
        this.settings = settings;
        this.clock = clock;
    }

    List<String> remarks() {
        return remarks;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("s3-setup").start(this::untilItAnswers);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void untilItAnswers() {
        for (Duration pause = FIRST_PAUSE; running; pause = longer(pause)) {
            try {
                setUp();
                return;
            } catch (IOException | RuntimeException e) {
                log.warn(
                        "The S3 store can't be set up now: {} Trying again in {} s.",
                        e.getMessage(),
                        pause.toSeconds());
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** @throws IOException if the store does not answer, or has no bucket and does not let us make one */
    void setUp() throws IOException {
        makeBucket();
        List<String> found = new ArrayList<>(new CorsSetup(bucket, settings).allow());
        found.addAll(new EnforcementProbe(bucket, settings, clock).findings());
        found.forEach(remark -> log.warn("{}", remark));
        remarks = List.copyOf(found);
        log.info("The S3 store at {} is set up; documents go to its bucket {}", settings.internal(), bucket.name());
    }

    private void makeBucket() throws StoreException {
        try {
            bucket.check();
        } catch (StoreException missing) {
            if (missing.kind() != StoreException.Kind.REFUSED) {
                throw missing;
            }
            try {
                bucket.make();
                log.info("The bucket {} has been made", bucket.name());
            } catch (StoreException refused) {
                refused.addSuppressed(missing);
                throw refused;
            }
        }
    }
}

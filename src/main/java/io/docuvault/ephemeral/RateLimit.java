package io.docuvault.ephemeral;

import io.github.bucket4j.BandwidthBuilder;
import java.time.Duration;

/**
 * How often something may happen: a bucket that holds {@code capacity} tokens and fills up again evenly over a period.
 *
 * @param name tells its buckets from those of other limits
 */
public record RateLimit(String name, int capacity, Duration period) {

    BandwidthBuilder.BandwidthBuilderBuildStage bandwidth(BandwidthBuilder.BandwidthBuilderCapacityStage bandwidth) {
        return bandwidth.capacity(capacity).refillGreedy(capacity, period);
    }
}

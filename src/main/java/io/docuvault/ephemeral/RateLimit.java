package io.docuvault.ephemeral;

import java.time.Duration;

/**
 * How often something may happen: a bucket that holds {@code capacity} tokens and fills up again evenly over a period.
 *
 * @param name tells its buckets from those of other limits
 */
public record RateLimit(String name, int capacity, Duration period) {}

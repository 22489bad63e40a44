package io.docuvault.ephemeral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Service;

/** Counts in this process how often things happen. */
@Service
public class RateLimits {

    private record Key(RateLimit limit, String subject) {}

    /** Bounded, so that inventing subjects fills no memory; a bucket left alone for long is full again anyway. */
    private final Cache<Key, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofHours(2))
            .build();

    private final TimeMeter time;

    RateLimits(Clock clock) {
        this.time = new ClockMeter(clock);
    }

    /**
     * Takes one token of the subject's bucket.
     *
     * @throws ProblemException {@code rate_limited}, with when to come back, if there is none
     */
    public void take(RateLimit limit, String subject) {
        ConsumptionProbe probe = bucket(limit, subject).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new ProblemException(ErrorCode.RATE_LIMITED, "That was too often; please wait a while.")
                    .retryAfter(
                            Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1));
        }
    }

    /** Puts a token back: what it was taken for turned out to be harmless. */
    public void giveBack(RateLimit limit, String subject) {
        bucket(limit, subject).addTokens(1);
    }

    private Bucket bucket(RateLimit limit, String subject) {
        return buckets.get(
                new Key(limit, subject),
                _ -> Bucket.builder()
                        .addLimit(bandwidth ->
                                bandwidth.capacity(limit.capacity()).refillGreedy(limit.capacity(), limit.period()))
                        .withCustomTimePrecision(time)
                        .build());
    }

    private record ClockMeter(Clock clock) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}

package io.docuvault.ephemeral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** Counts how often things happen: on all nodes together in Redis, where there is one, else (or meanwhile) in here. */
@Service
public class RateLimits {

    private record Key(RateLimit limit, String subject) {}

    /** Bounded, so that inventing subjects fills no memory; a bucket left alone for long is full again anyway. */
    private final Cache<Key, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofHours(2))
            .build();

    private final Optional<SharedBuckets> shared;
    private final Clock clock;

    RateLimits(Optional<SharedBuckets> shared, Clock clock) {
        this.shared = shared;
        this.clock = clock;
    }

    /**
     * Takes one token of the subject's bucket.
     *
     * @throws ProblemException {@code rate_limited}, with when to come back, if there is none
     */
    public void take(RateLimit limit, String subject) {
        ConsumptionProbe probe = on(limit, subject, bucket -> bucket.tryConsumeAndReturnRemaining(1));
        if (!probe.isConsumed()) {
            throw new ProblemException(ErrorCode.RATE_LIMITED, "That was too often; please wait a while.")
                    .retryAfter(roundedUp(Duration.ofNanos(probe.getNanosToWaitForRefill())));
        }
    }

    /** Puts a token back: what it was taken for turned out to be harmless. */
    public void giveBack(RateLimit limit, String subject) {
        on(limit, subject, bucket -> {
            bucket.addTokens(1);
            return true;
        });
    }

    private <T> T on(RateLimit limit, String subject, Function<Bucket, T> operation) {
        return shared.flatMap(everybodys -> everybodys.on(limit, subject, operation))
                .orElseGet(() -> operation.apply(buckets.get(new Key(limit, subject), _ -> bucket(limit))));
    }

    private Bucket bucket(RateLimit limit) {
        return Bucket.builder()
                .addLimit(limit::bandwidth)
                .withCustomTimePrecision(new ClockMeter(clock))
                .build();
    }

    /** To whole seconds, as {@code Retry-After} has them: a second too early would be refused again. */
    private static Duration roundedUp(Duration wait) {
        return Duration.ofSeconds(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}

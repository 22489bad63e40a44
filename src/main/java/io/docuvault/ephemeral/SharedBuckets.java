package io.docuvault.ephemeral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;

/** The buckets that all nodes share, in Redis. */
@Component
@Conditional(RedisIsSet.class)
class SharedBuckets {

    /** The same object for the same bucket: what this node asks of one at the same time then travels together. */
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    private final Redis redis;
    private final Clock clock;
    private volatile @Nullable ProxyManager<String> manager;

    SharedBuckets(Redis redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /** What an operation on the bucket brought; empty while Redis is away. */
    <T> Optional<T> on(RateLimit limit, String subject, Function<Bucket, T> operation) {
        // What the limit allows stands in the key, because Redis keeps a bucket with the size that it was made with.
        String key = redis.key("limit:" + limit.name() + ":" + limit.capacity() + "/"
                + limit.period().toSeconds() + ":" + subject);
        return redis.ask(open -> operation.apply(buckets.get(key, _ -> bucket(open, key, limit))));
    }

    private Bucket bucket(StatefulRedisConnection<String, byte[]> open, String key, RateLimit limit) {
        BucketConfiguration configuration =
                BucketConfiguration.builder().addLimit(limit::bandwidth).build();
        return manager(open)
                .builder()
                .withOptimization(Optimizations.batching())
                .build(key, () -> configuration);
    }

    private ProxyManager<String> manager(StatefulRedisConnection<String, byte[]> open) {
        ProxyManager<String> known = manager;
        if (known == null) {
            known = Bucket4jLettuce.casBasedBuilder(open)
                    .clientClock(new ClockMeter(clock))
                    .requestTimeout(redis.timeout())
                    .expirationAfterWrite(
                            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                    .build();
            manager = known;
        }
        return known;
    }
}

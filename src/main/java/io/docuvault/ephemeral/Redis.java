package io.docuvault.ephemeral;

import io.docuvault.shared.Probe;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;

/**
 * The Redis of the settings. Nobody waits for one that is away: a question that fails or takes too long is not answered,
 * and for a while no other is put, but for a single one that finds out whether it is back.
 */
@Component
@Conditional(RedisIsSet.class)
class Redis implements Probe, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Redis.class);
    private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(3);
    /** Waiting for answers at the same time; one more is refused at once. */
    private static final int QUEUE = 10_000;

    private static final long WELL = Long.MIN_VALUE;

    private final EphemeralSettings settings;
    private final ClientResources resources;
    private final RedisClient client;
    private final ReentrantLock connecting = new ReentrantLock();
    /** In {@link System#nanoTime}: the network's patience has nothing to do with the time of day. */
    private final AtomicLong leftAloneUntil = new AtomicLong(WELL);

    private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;

    Redis(EphemeralSettings settings) {
        this.settings = settings;
        RedisURI address = address(settings);
        this.resources = ClientResources.builder()
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(100), LONGEST_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS))
                .build();
        this.client = RedisClient.create(resources, address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.timeout())
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .build());
    }

    private static RedisURI address(EphemeralSettings settings) {
        try {
            RedisURI address =
                    RedisURI.create(String.valueOf(settings.redisUrl()).strip());
            address.setTimeout(settings.timeout());
            return address;
        } catch (IllegalArgumentException e) {
            throw new RedisUrlException(e);
        }
    }

    /** The answer to a question that waits no longer than the settings say; empty while Redis is away. */
    <T> Optional<T> ask(Function<StatefulRedisConnection<String, byte[]>, T> question) {
        long until = leftAloneUntil.get();
        boolean trying = until != WELL;
        if (trying && (System.nanoTime() - until < 0 || !leftAloneUntil.compareAndSet(until, soon()))) {
            return Optional.empty();
        }
        try {
            StatefulRedisConnection<String, byte[]> open = connection(trying);
            if (open == null) {
                return Optional.empty();
            }
            Optional<T> answer = Optional.of(question.apply(open));
            if (trying) {
                leftAloneUntil.set(WELL);
                log.info("Redis is back");
            }
            return answer;
        } catch (RuntimeException e) {
            wentAway(e);
            return Optional.empty();
        }
    }

    String key(String name) {
        return settings.prefix() + name;
    }

    Duration timeout() {
        return settings.timeout();
    }

    /**
     * Made at the first question, so that a Redis that is away stops no start. Whoever comes meanwhile waits for it, as
     * long as for any answer; null if it did not come.
     */
    private @Nullable StatefulRedisConnection<String, byte[]> connection(boolean trying) {
        if (connection != null) {
            return connection;
        }
        if (!lockWithin(settings.timeout())) {
            return null;
        }
        try {
            if (connection == null && (trying || leftAloneUntil.get() == WELL)) {
                connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
            }
            return connection;
        } catch (RuntimeException e) {
            // Before the lock is given up: the next in line must not try as well.
            wentAway(e);
            return null;
        } finally {
            connecting.unlock();
        }
    }

    private boolean lockWithin(Duration patience) {
        try {
            return connecting.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void wentAway(RuntimeException e) {
        if (leftAloneUntil.getAndSet(soon()) == WELL) {
            log.warn("Redis does not answer; this node does without it: {}", e.toString());
        }
    }

    private long soon() {
        return System.nanoTime() + settings.pause().toNanos();
    }

    @Override
    public String part() {
        return "redis";
    }

    @Override
    public void check() {
        if (ask(open -> open.sync().ping()).isEmpty()) {
            throw new IllegalStateException("It does not answer");
        }
    }

    @Override
    public void destroy() {
        client.shutdown(Duration.ZERO, settings.timeout());
        var _ = resources.shutdown(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}

package io.docuvault.ephemeral;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where short-lived state lies.
 *
 * @param redisUrl {@code redis://} or, with TLS, {@code rediss://}; without one everything is in this process
 * @param prefix of every key in Redis, for those who share it with something else
 * @param timeout for each question to Redis, after which it counts as away
 * @param pause how long a Redis that was away is left alone before one request tries it again
 */
@ConfigurationProperties("docuvault.ephemeral")
record EphemeralSettings(
        @Nullable String redisUrl,
        @DefaultValue("docuvault:") String prefix,
        @DefaultValue("250ms") Duration timeout,
        @DefaultValue("3s") Duration pause) {

    /** Without the address, which may hold a password. */
    @Override
    public String toString() {
        return "EphemeralSettings[" + prefix + "]";
    }
}

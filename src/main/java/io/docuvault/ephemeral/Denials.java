package io.docuvault.ephemeral;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.SetArgs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * What must not be accepted (again): revoked tokens, used codes. This is a quick look in front of the database, never
 * instead of it: <em>yes</em> can be relied on, <em>no</em> proves nothing, because there may be no Redis, or it may be
 * away or have lost its memory.
 */
@Service
public class Denials {

    private static final byte[] SOMETHING = "1".getBytes(UTF_8);

    private final Optional<Redis> redis;
    private final Clock clock;

    Denials(Optional<Redis> redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /**
     * Refuses something from now on, on every node. Called after the database's transaction has committed.
     *
     * @param kind tells its ids from others, such as {@code access-token}
     * @param until when it is refused anyhow, for its age
     */
    public void deny(String kind, String id, Instant until) {
        Duration left = left(until);
        if (left.isPositive()) {
            redis.ifPresent(asked -> {
                var _ = asked.ask(
                        open -> open.sync().set(asked.key(key(kind, id)), SOMETHING, SetArgs.Builder.px(left)));
            });
        }
    }

    /** Whether it is known to be refused; false says nothing. */
    public boolean denied(String kind, String id) {
        return redis.flatMap(asked -> asked.ask(open -> open.sync().exists(asked.key(key(kind, id))) > 0))
                .orElse(false);
    }

    /**
     * Takes something that may be used once, for the caller alone: of many at once, on whatever node, one gets it.
     *
     * @return false if it is known to be used already; true says nothing
     */
    public boolean claim(String kind, String id, Instant until) {
        Duration left = left(until);
        if (!left.isPositive()) {
            return true;
        }
        return redis.flatMap(asked -> asked.ask(open -> {
                    // Redis answers nothing where the key was there.
                    String answer = open.sync()
                            .set(
                                    asked.key(key(kind, id)),
                                    SOMETHING,
                                    SetArgs.Builder.nx().px(left));
                    return answer != null;
                }))
                .orElse(true);
    }

    private Duration left(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ZERO : left;
    }

    private static String key(String kind, String id) {
        return "deny:" + kind + ":" + id;
    }
}

package io.docuvault.accounts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.docuvault.secrets.Seal;
import io.docuvault.secrets.SecretKeys;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The keys of access tokens (P-256), shared by all nodes through the database. The newest signs; those before it verify
 * until every token they have signed is too old anyhow, so that a rotation logs nobody out.
 */
@Component
class SigningKeys {

    /** What the seal is for. */
    static final String PURPOSE = "signing-keys";

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    /** How soon another unknown {@code kid}, which anybody can send, makes us look at the table again. */
    private static final Duration UNKNOWN_KEY_PAUSE = Duration.ofSeconds(5);
    /** Longer than any two clocks differ, and than a node takes to notice that it should sign with another key. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /** @param retireAt when it stops verifying; null for one that may sign */
    private record Key(ECKey key, @Nullable Instant retireAt) {

        boolean verifiesAt(Instant now) {
            return retireAt == null || now.isBefore(retireAt);
        }

        boolean signs() {
            return retireAt == null;
        }
    }

    private record Loaded(List<Key> newestFirst, Instant at) {}

    private final JdbcClient jdbc;
    private final SystemTransactions transactions;
    private final Seal seal;
    private final AccountSettings settings;
    private final Clock clock;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile @Nullable Loaded loaded;
    private volatile Instant unknownKeyAt = Instant.EPOCH;

    SigningKeys(
            JdbcClient jdbc,
            SystemTransactions transactions,
            SecretKeys secrets,
            AccountSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.seal = secrets.seal(PURPOSE);
        this.settings = settings;
        this.clock = clock;
    }

    /** The key, private part included, that signs new tokens. */
    ECKey signing() {
        return current().newestFirst().stream()
                .filter(Key::signs)
                .findFirst()
                .orElseThrow()
                .key();
    }

    /** The public keys that a token naming these {@code kid}s may be verified with; none for a token that names none. */
    JWKSet verifying(@Nullable Set<String> kids) {
        if (kids == null) {
            return new JWKSet();
        }
        Loaded keys = current();
        boolean known =
                keys.newestFirst().stream().map(key -> key.key().getKeyID()).anyMatch(kids::contains);
        if (!known && due(unknownKeyAt, UNKNOWN_KEY_PAUSE)) {
            unknownKeyAt = clock.instant();
            keys = load();
        }
        Instant now = clock.instant();
        return new JWKSet(keys.newestFirst().stream()
                .filter(key -> key.verifiesAt(now))
                .<JWK>map(key -> key.key().toPublicJWK())
                .toList());
    }

    /** Whether a token that was once verified with this key is still to be accepted. */
    boolean accepts(String kid) {
        Instant now = clock.instant();
        return current().newestFirst().stream()
                .anyMatch(key -> key.key().getKeyID().equals(kid) && key.verifiesAt(now));
    }

    /**
     * Makes a new key, in the running transaction, that signs from now on: on each node as soon as it looks again.
     *
     * @param immediately refuses all tokens of the former keys, because somebody else may have one
     * @throws IllegalStateException if none of the present keys can be opened: then the new one could not be either, by
     *     whoever holds the {@code SECRET_KEY} they were stored under
     */
    Rotated rotate(boolean immediately) {
        lock();
        if (read().isEmpty() && !isEmpty()) {
            throw new IllegalStateException("The signing keys were stored under another SECRET_KEY than this one.");
        }
        Instant now = clock.instant();
        Instant retireAt =
                immediately ? now : now.plus(settings.sessions().accessToken()).plus(MARGIN);
        jdbc.sql("""
                        update signing_keys set retire_at = least(retire_at, :at)
                        where retire_at is null or retire_at > :now
                        """)
                .param("at", Times.column(retireAt))
                .param("now", Times.column(now))
                .update();
        return new Rotated(create().key().getKeyID(), retireAt);
    }

    /** Looks at the table at once instead of when it is time. */
    void lookAgain() {
        load();
    }

    /** Whether the key that signs has done so for longer than the settings want. */
    boolean rotationDue() {
        Instant since = transactions.call(() -> jdbc.sql("select max(created_at) as since from signing_keys")
                .query((row, _) -> Optional.ofNullable(Times.optionalInstant(row, "since")))
                .single()
                .orElse(Instant.MAX));
        return !clock.instant().minus(settings.signingKeys().rotation()).isBefore(since);
    }

    void forgetRetired() {
        jdbc.sql("delete from signing_keys where retire_at < :now")
                .param("now", Times.column(clock.instant()))
                .update();
    }

    private Loaded current() {
        Loaded keys = loaded;
        if (keys == null) {
            return load();
        }
        if (due(keys.at(), settings.signingKeys().lookAgain()) && loading.tryLock()) {
            // Others go on with what is there meanwhile.
            try {
                return load();
            } finally {
                loading.unlock();
            }
        }
        return keys;
    }

    private Loaded load() {
        loading.lock();
        try {
            Loaded keys = new Loaded(transactions.call(this::loadOrCreate), clock.instant());
            loaded = keys;
            return keys;
        } finally {
            loading.unlock();
        }
    }

    /** Also true where the clock was put back, after which the last time may lie far ahead. */
    private boolean due(Instant last, Duration pause) {
        Instant now = clock.instant();
        return now.isBefore(last) || !now.isBefore(last.plus(pause));
    }

    private List<Key> loadOrCreate() {
        List<Key> keys = read();
        if (keys.stream().noneMatch(Key::signs)) {
            lock();
            keys = read();
        }
        if (keys.stream().noneMatch(Key::signs)) {
            keys = Stream.concat(Stream.of(create()), keys.stream()).toList();
        }
        return keys;
    }

    /** Lets one transaction at a time make keys. */
    private void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('docuvault.signing-keys', 0))")
                .query((_, _) -> 0)
                .single();
    }

    private boolean isEmpty() {
        return jdbc.sql("select not exists (select from signing_keys)")
                .query(Boolean.class)
                .single();
    }

    private List<Key> read() {
        return jdbc
                .sql("select kid, sealed_key, retire_at from signing_keys order by created_at desc, kid desc")
                .query((row, _) -> {
                    Instant retireAt = Times.optionalInstant(row, "retire_at");
                    return open(row.getString("kid"), row.getBytes("sealed_key"))
                            .map(key -> new Key(key, retireAt));
                })
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<ECKey> open(String kid, byte[] sealed) {
        Optional<String> key = seal.open(kid, sealed);
        if (key.isEmpty()) {
            log.warn("The signing key {} was stored under another SECRET_KEY; tokens it signed are refused", kid);
        }
        return key.map(SigningKeys::parse);
    }

    private Key create() {
        try {
            ECKey key =
                    new ECKeyGenerator(Curve.P_256).keyID(Ids.next().toString()).generate();
            jdbc.sql("insert into signing_keys (kid, sealed_key, created_at) values (:kid, :key, :now)")
                    .param("kid", key.getKeyID())
                    .param("key", seal.seal(key.getKeyID(), key.toJSONString()))
                    .param("now", Times.column(clock.instant()))
                    .update();
            return new Key(key, null);
        } catch (JOSEException e) {
            throw new IllegalStateException("A P-256 key can always be made", e);
        }
    }

    private static ECKey parse(String json) {
        try {
            return ECKey.parse(json);
        } catch (ParseException e) {
            throw new IllegalStateException("What the seal protected is a key", e);
        }
    }
}

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The keys of access tokens (P-256), shared by all nodes through the database. The newest signs; every one that can be
 * opened verifies, so that a rotation logs nobody out.
 */
@Component
class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    /** How soon an unknown {@code kid}, which anybody can send, makes us look at the table again. */
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(5);

    private record Loaded(List<ECKey> newestFirst, Instant at) {

        JWKSet verifying() {
            return new JWKSet(newestFirst.stream().<JWK>map(ECKey::toPublicJWK).toList());
        }
    }

    private final JdbcClient jdbc;
    private final SystemTransactions transactions;
    private final Seal seal;
    private final Clock clock;
    private volatile @Nullable Loaded loaded;

    SigningKeys(JdbcClient jdbc, SystemTransactions transactions, SecretKeys secrets, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.seal = secrets.seal("signing-keys");
        this.clock = clock;
    }

    /** The key, private part included, that signs new tokens. */
    ECKey signing() {
        return current().newestFirst().getFirst();
    }

    /** The public keys that a token naming these {@code kid}s may be verified with; none for a token that names none. */
    JWKSet verifying(@Nullable Set<String> kids) {
        if (kids == null) {
            return new JWKSet();
        }
        Loaded keys = current();
        boolean known = keys.newestFirst().stream().map(ECKey::getKeyID).anyMatch(kids::contains);
        if (!known && keys.at().plus(RELOAD_PAUSE).isBefore(clock.instant())) {
            keys = load();
        }
        return keys.verifying();
    }

    private Loaded current() {
        Loaded keys = loaded;
        return keys == null ? load() : keys;
    }

    private synchronized Loaded load() {
        Loaded keys = new Loaded(transactions.call(this::loadOrCreate), clock.instant());
        loaded = keys;
        return keys;
    }

    private List<ECKey> loadOrCreate() {
        List<ECKey> keys = read();
        if (keys.isEmpty()) {
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended('docuvault.signing-keys', 0))")
                    .query((_, _) -> 0)
                    .single();
            keys = read();
        }
        return keys.isEmpty() ? List.of(create()) : keys;
    }

    private List<ECKey> read() {
        return jdbc
                .sql("select kid, sealed_key from signing_keys order by created_at desc, kid desc")
                .query((row, _) -> open(row.getString("kid"), row.getBytes("sealed_key")))
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

    private ECKey create() {
        try {
            ECKey key =
                    new ECKeyGenerator(Curve.P_256).keyID(Ids.next().toString()).generate();
            jdbc.sql("insert into signing_keys (kid, sealed_key, created_at) values (:kid, :key, :now)")
                    .param("kid", key.getKeyID())
                    .param("key", seal.seal(key.getKeyID(), key.toJSONString()))
                    .param("now", Times.column(clock.instant()))
                    .update();
            return key;
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

package io.docuvault.evidence;

import io.docuvault.secrets.Seal;
import io.docuvault.secrets.SecretKeys;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What exports are signed with: an Ed25519 key, made at the first export, sealed under {@code SECRET_KEY} in the database.
 * Where it no longer opens, a new one takes its place; public keys stay.
 */
@Service
public class AuditExportKeys {

    private static final Logger log = LoggerFactory.getLogger(AuditExportKeys.class);
    private static final String ALGORITHM = "Ed25519";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Seal seal;
    private final Clock clock;

    AuditExportKeys(JdbcClient jdbc, TransactionTemplate transactions, SecretKeys secrets, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.seal = secrets.seal("audit-exports");
        this.clock = clock;
    }

    record Key(UUID id, KeyPair pair) {}

    /** @param sealedKey in hexadecimal, as all that is binary here */
    private record Row(UUID keyId, String publicKey, String sealedKey) {}

    /** The public keys that exports were ever signed with (X.509, in Base64), the present one first; made if need be. */
    public List<String> publicKeys() {
        signing();
        return Objects.requireNonNull(Caller.system()
                .call(() -> transactions.execute(_ -> rows().stream()
                        .map(row -> Base64.getEncoder()
                                .encodeToString(HexFormat.of().parseHex(row.publicKey())))
                        .toList())));
    }

    /** The key that signs. */
    Key signing() {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> findOrMake())));
    }

    private Key findOrMake() {
        // One transaction at a time makes keys.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('docuvault.audit-export-keys', 0))")
                .query((_, _) -> 0)
                .single();
        return rows().stream().findFirst().flatMap(this::open).orElseGet(this::make);
    }

    private List<Row> rows() {
        return jdbc.sql("""
                        select key_id, encode(public_key, 'hex') as public_key, encode(sealed_key, 'hex') as sealed_key
                        from audit_export_keys order by created_at desc, key_id desc
                        """)
                .query((row, _) -> new Row(
                        row.getObject("key_id", UUID.class), row.getString("public_key"), row.getString("sealed_key")))
                .list();
    }

    private Optional<Key> open(Row row) {
        Optional<String> opened =
                seal.open(row.keyId().toString(), HexFormat.of().parseHex(row.sealedKey()));
        if (opened.isEmpty()) {
            log.warn("The key of audit exports was stored under another SECRET_KEY; a new one signs from now on");
        }
        return opened.map(text -> {
            try {
                KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
                return new Key(
                        row.keyId(),
                        new KeyPair(
                                factory.generatePublic(
                                        new X509EncodedKeySpec(HexFormat.of().parseHex(row.publicKey()))),
                                factory.generatePrivate(new PKCS8EncodedKeySpec(
                                        Base64.getDecoder().decode(text)))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("What the seal protected is a key", e);
            }
        });
    }

    private Key make() {
        try {
            Key key =
                    new Key(Ids.next(), KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
            String text =
                    Base64.getEncoder().encodeToString(key.pair().getPrivate().getEncoded());
            jdbc.sql("""
                            insert into audit_export_keys (key_id, public_key, sealed_key, created_at)
                            values (:id, :public, :sealed, :now)
                            """)
                    .param("id", key.id())
                    .param("public", key.pair().getPublic().getEncoded())
                    .param("sealed", seal.seal(key.id().toString(), text))
                    .param("now", Times.column(clock.instant()))
                    .update();
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform of ours has Ed25519", e);
        }
    }
}

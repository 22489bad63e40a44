package io.docuvault.storage;

import io.docuvault.secrets.CredentialKeys;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

@Component
class CredentialInvariant implements Invariant {

    private static final int FETCH = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final CredentialKeys keys;

    CredentialInvariant(JdbcClient jdbc, TransactionTemplate transactions, CredentialKeys keys) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.keys = keys;
    }

    private record Sealed(UUID id, UUID ownerId, String credentials) {}

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public String statement() {
        return "The credentials of every connection open with this server's CLOUD_CREDS_KEY or an old one.";
    }

    @Override
    public void check(Findings findings) {
        transactions.executeWithoutResult(_ -> {
            try (Stream<Sealed> all = jdbc
                    .sql("select id, owner_id, encode(credentials, 'hex') as credentials from connections")
                    .withFetchSize(FETCH)
                    .query((row, _) -> new Sealed(
                            row.getObject("id", UUID.class),
                            row.getObject("owner_id", UUID.class),
                            row.getString("credentials")))
                    .stream()) {
                all.forEach(row -> look(row, findings));
            }
        });
    }

    private void look(Sealed row, Findings findings) {
        findings.looked(1);
        byte[] credentials = HexFormat.of().parseHex(row.credentials());
        if (keys.open(row.ownerId(), row.id().toString(), credentials).isEmpty()) {
            findings.violation(
                    "connection " + row.id(), "Its credentials do not open: its owner has to connect it again.");
        }
    }
}

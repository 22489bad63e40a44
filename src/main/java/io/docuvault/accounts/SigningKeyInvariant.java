package io.docuvault.accounts;

import io.docuvault.secrets.Seal;
import io.docuvault.secrets.SecretKeys;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.HexFormat;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class SigningKeyInvariant implements Invariant {

    private final JdbcClient jdbc;
    private final SystemTransactions transactions;
    private final Seal seal;

    SigningKeyInvariant(JdbcClient jdbc, SystemTransactions transactions, SecretKeys secrets) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.seal = secrets.seal(SigningKeys.PURPOSE);
    }

    private record Sealed(String kid, String sealedKey) {}

    @Override
    public String name() {
        return "signing-keys";
    }

    @Override
    public String statement() {
        return "Every key that access tokens are signed with opens with this server's SECRET_KEY.";
    }

    @Override
    public void check(Findings findings) {
        transactions
                .call(() -> jdbc.sql("select kid, encode(sealed_key, 'hex') as sealed_key from signing_keys")
                        .query(Sealed.class)
                        .list())
                .forEach(row -> {
                    findings.looked(1);
                    if (seal.open(row.kid(), HexFormat.of().parseHex(row.sealedKey()))
                            .isEmpty()) {
                        findings.violation("key " + row.kid(), "It does not open.", () -> forget(row.kid()));
                    }
                });
    }

    /** Whoever holds a token of it refreshes by themselves. */
    private void forget(String kid) {
        transactions.run(() -> jdbc.sql("delete from signing_keys where kid = :kid")
                .param("kid", kid)
                .update());
    }
}

package io.docuvault.secondfactor;

import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

@Component
class SecondFactorInvariant implements Invariant {

    private static final int FETCH = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final SecondFactors secondFactors;

    SecondFactorInvariant(JdbcClient jdbc, TransactionTemplate transactions, SecondFactors secondFactors) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.secondFactors = secondFactors;
    }

    private record Sealed(UUID ownerId, String secret) {}

    @Override
    public String name() {
        return "second-factors";
    }

    @Override
    public String statement() {
        return "The secret of every second factor opens with this server's SECRET_KEY.";
    }

    @Override
    public void check(Findings findings) {
        transactions.executeWithoutResult(_ -> {
            try (Stream<Sealed> all = jdbc
                    .sql("select owner_id, encode(sealed_secret, 'hex') as secret from second_factors")
                    .withFetchSize(FETCH)
                    .query((row, _) -> new Sealed(row.getObject("owner_id", UUID.class), row.getString("secret")))
                    .stream()) {
                all.forEach(row -> {
                    findings.looked(1);
                    if (secondFactors.open(row.ownerId(), row.secret()).isEmpty()) {
                        findings.violation(
                                "user " + row.ownerId(),
                                "The second factor does not open: only an administrator can let this user in again,"
                                        + " by removing it.");
                    }
                });
            }
        });
    }
}

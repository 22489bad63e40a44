package io.docuvault.accounts;

import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class SessionInvariant implements Invariant {

    private final JdbcClient jdbc;
    private final SessionRepository repository;
    private final SystemTransactions transactions;
    private final Clock clock;

    SessionInvariant(JdbcClient jdbc, SessionRepository repository, SystemTransactions transactions, Clock clock) {
        this.jdbc = jdbc;
        this.repository = repository;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String statement() {
        return "A session has at most one refresh token that is good.";
    }

    @Override
    public void check(Findings findings) {
        transactions.run(() -> {
            findings.looked(
                    jdbc.sql("select count(*) from sessions").query(Long.class).single());
            jdbc.sql("""
                            select session_id from refresh_tokens where rotated_at is null
                            group by session_id having count(*) > 1
                            """)
                    .query(UUID.class)
                    .list()
                    .forEach(session -> findings.violation(
                            "session " + session, "More than one of its refresh tokens is good.", () -> end(session)));
        });
    }

    private void end(UUID session) {
        transactions.run(() -> repository.end(session, "repaired", clock.instant()));
    }
}

package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.DatabaseTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@DatabaseTest
class CallerTransactionManagerTest {

    private record Seen(@Nullable UUID userId, boolean system) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    @Autowired
    CallerTransactionManagerTest(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    private Seen seen() {
        return jdbc.sql("select app_user_id() as user_id, app_is_system() as system")
                .query(Seen.class)
                .single();
    }

    private @Nullable Seen seenInTransaction() {
        return transactions.execute(_ -> seen());
    }

    @Test
    void tellsTheDatabaseWhichUserATransactionRunsFor() {
        UUID user = Ids.next();

        assertThat(Caller.user(user).call(this::seenInTransaction)).isEqualTo(new Seen(user, false));
    }

    @Test
    void tellsTheDatabaseThatATransactionIsTheSystemsOwn() {
        assertThat(Caller.system().call(this::seenInTransaction)).isEqualTo(new Seen(null, true));
    }

    @Test
    void tellsOfNobodyWhereNoCallerIsBound() {
        assertThat(seenInTransaction()).isEqualTo(new Seen(null, false));
    }

    @Test
    void leavesNothingOfACallerOnTheConnection() {
        Caller.user(Ids.next()).call(this::seenInTransaction);
        Caller.system().call(this::seenInTransaction);

        assertThat(seen()).isEqualTo(new Seen(null, false));
    }

    @Test
    void tellsOfNobodyOutsideATransactionEvenWithACaller() {
        assertThat(Caller.user(Ids.next()).call(this::seen)).isEqualTo(new Seen(null, false));
    }

    @Test
    void keepsTheCallerOfATransactionThatHasBegun() {
        UUID user = Ids.next();

        Seen seen = Caller.user(user)
                .call(() -> transactions.execute(_ -> Caller.system().call(this::seen)));

        assertThat(seen).isEqualTo(new Seen(user, false));
    }
}

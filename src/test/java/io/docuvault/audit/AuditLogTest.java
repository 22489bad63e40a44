package io.docuvault.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.DatabaseTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@DatabaseTest
@Import({AuditLog.class, AuditLogTest.Parts.class})
class AuditLogTest {

    static class Parts {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        JsonMapper jsonMapper() {
            return new JsonMapper();
        }
    }

    private final UUID actor = Ids.next();

    @Autowired
    private AuditLog audit;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @Test
    void chainsEachEntryToTheOneBeforeItUnderFiftyWriters() {
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 50; writer++) {
                writers.execute(() -> {
                    for (int entry = 0; entry < 4; entry++) {
                        write("test_action");
                    }
                });
            }
        }
        assertThat(ownActions()).hasSize(200);
        assertThat(brokenLinks()).isZero();
        assertThat(headMatchesTheLastEntry()).isTrue();
    }

    @Test
    void keepsNoEntryOfATransactionThatRolledBack() {
        asActor(() -> transactions.executeWithoutResult(transaction -> {
            audit.record(AuditEvent.success("rolled_back", actor, null));
            transaction.setRollbackOnly();
        }));
        assertThat(ownActions()).isEmpty();
        assertThat(headMatchesTheLastEntry()).isTrue();
    }

    @Test
    void givesTheApplicationNoRightToChangeOrRemoveAnEntry() {
        write("kept");
        for (String statement : List.of(
                "update audit_entries set action = 'other'",
                "delete from audit_entries",
                "truncate audit_entries",
                "delete from audit_head",
                "update audit_anchor set seq = 1",
                "delete from audit_exports",
                "update audit_exports set last_seq = 0",
                "truncate audit_exports")) {
            assertThatThrownBy(() -> Caller.system()
                            .run(() -> transactions.executeWithoutResult(
                                    _ -> jdbc.sql(statement).update())))
                    .isInstanceOf(DataAccessException.class)
                    .hasStackTraceContaining("permission denied");
        }
        assertThat(ownActions()).containsExactly("kept");
    }

    @Test
    void showsAPersonOnlyWhatTheyDid() {
        write("mine");
        Caller.user(Ids.next())
                .run(() -> assertThat(transactions.<List<String>>execute(_ -> actions()))
                        .isEmpty());
    }

    private void write(String action) {
        AuditEvent event = new AuditEvent(
                action,
                AuditEvent.Outcome.SUCCESS,
                actor,
                Ids.next(),
                new AuditEvent.Origin("192.0.2.1", "Firefox on Linux"),
                Map.of("reason", "a test"));
        asActor(() -> transactions.executeWithoutResult(_ -> audit.record(event)));
    }

    private void asActor(Runnable work) {
        Caller.user(actor).run(work);
    }

    private List<String> ownActions() {
        return Caller.user(actor).call(() -> transactions.<List<String>>execute(_ -> actions()));
    }

    private List<String> actions() {
        return jdbc.sql("select action from audit_entries order by seq")
                .query((row, _) -> row.getString(1))
                .list();
    }

    private long brokenLinks() {
        return Caller.system()
                .call(() -> transactions.<Long>execute(
                        _ -> jdbc.sql("""
                        select count(*) from (
                            select seq, prev_hash, lag(hash) over chain as hash_before, lag(seq) over chain as seq_before
                            from audit_entries window chain as (order by seq)
                        ) link
                        where hash_before is not null and (prev_hash <> hash_before or seq <> seq_before + 1)
                        """).query(Long.class).single()));
    }

    private boolean headMatchesTheLastEntry() {
        return Caller.system()
                .call(() -> transactions.<Boolean>execute(_ -> {
                    byte[] head = jdbc.sql("select hash from audit_head")
                            .query((row, _) -> row.getBytes(1))
                            .single();
                    List<String> last = jdbc.sql(
                                    "select encode(hash, 'hex') from audit_entries order by seq desc limit 1")
                            .query((row, _) -> row.getString(1))
                            .list();
                    return last.isEmpty()
                            || last.getFirst().equals(HexFormat.of().formatHex(head));
                }));
    }
}

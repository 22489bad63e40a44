package io.docuvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.shared.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The access matrix at the level of SQL, as the application's own role: on every table with an owner, what one person's
 * statements do to another's rows, administrators included.
 */
@HttpTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowsOfOthersTest {

    /** What only the system itself may read, whoever is signed in. */
    private static final List<String> THE_SYSTEMS_OWN = List.of("signing_keys", "revoked_tokens");

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private World owner;
    private World stranger;
    private Set<String> tables;

    @BeforeAll
    void twoPeopleWithOneOfEachThing() {
        World.Maker worlds = new World.Maker(api, jdbc, transactions);
        owner = worlds.newWorld();
        stranger = worlds.newWorld();
        tables = new TreeSet<>(jdbc.sql("""
                        select table_class.relname
                        from pg_class table_class
                            join pg_attribute on attrelid = table_class.oid and attname = 'owner_id' and not attisdropped
                        where table_class.relnamespace = 'public'::regnamespace
                            and table_class.relkind in ('r', 'p')
                            and has_table_privilege(table_class.oid, 'select')
                        """).query(String.class).list());
    }

    @Test
    void eachTableHasRowsToBeTriedOn() {
        Set<String> filled = new TreeSet<>();
        for (String table : tables) {
            if (Caller.user(owner.person.id()).call(() -> count(table, owner.person.id())) > 0) {
                filled.add(table);
            }
        }
        assertThat(filled)
                .contains("documents", "document_topics", "jobs", "refresh_tokens", "sessions", "topics", "uploads");
    }

    @Test
    void nobodyReadsChangesOrRemovesAnothersRow() {
        List<String> wrong = new ArrayList<>();
        Caller.user(stranger.person.id()).run(() -> {
            for (String table : tables) {
                UUID other = owner.person.id();
                if (count(table, other) > 0) {
                    wrong.add(table + " shows another's rows");
                }
                if (may(table, "update")
                        && undone("update %s set owner_id = owner_id where owner_id = ?".formatted(table), other) > 0) {
                    wrong.add(table + " lets another's rows be changed");
                }
                if (may(table, "delete") && undone("delete from %s where owner_id = ?".formatted(table), other) > 0) {
                    wrong.add(table + " lets another's rows be removed");
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void nobodyGivesARowAway() {
        List<String> wrong = new ArrayList<>();
        Caller.user(stranger.person.id()).run(() -> {
            for (String table : tables) {
                boolean own = count(table, stranger.person.id()) > 0;
                if (own && may(table, "update")) {
                    try {
                        undone("update %s set owner_id = ?".formatted(table), owner.person.id());
                        wrong.add(table);
                    } catch (DataAccessException refused) {
                        if (!String.valueOf(refused.getMostSpecificCause().getMessage())
                                .contains("row-level security")) {
                            wrong.add(table + ": "
                                    + refused.getMostSpecificCause().getMessage());
                        }
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void nobodySeesOrChangesAnotherUser() {
        Caller.user(stranger.person.id()).run(() -> {
            assertThat(transactions.<Integer>execute(_ -> jdbc.sql("select count(*) from users")
                            .query(Integer.class)
                            .single()))
                    .isEqualTo(1);
            assertThat(undone("update users set role = 'administrator' where id = ?", owner.person.id()))
                    .isZero();
            assertThat(undone("delete from users where id = ?", owner.person.id()))
                    .isZero();
        });
    }

    @Test
    void whatIsTheSystemsOwnIsHiddenFromEverybody() {
        Caller.user(stranger.person.id()).run(() -> {
            for (String table : THE_SYSTEMS_OWN) {
                assertThat(transactions.<Integer>execute(_ -> jdbc.sql("select count(*) from " + table)
                                .query(Integer.class)
                                .single()))
                        .as(table)
                        .isZero();
            }
        });
    }

    @Test
    void theAuditLogShowsPeopleTheirOwnEntriesAndIsNeverChanged() {
        Caller.user(stranger.person.id())
                .run(() -> assertThat(transactions.<Integer>execute(
                                _ -> jdbc.sql("select count(*) from audit_entries where actor_id is distinct from ?")
                                        .param(stranger.person.id())
                                        .query(Integer.class)
                                        .single()))
                        .isZero());
        assertThat(may("audit_entries", "update")).isFalse();
        assertThat(may("audit_entries", "delete")).isFalse();
        assertThat(may("audit_entries", "truncate")).isFalse();
    }

    private int count(String table, UUID user) {
        Integer rows = transactions.execute(_ -> jdbc.sql("select count(*) from %s where owner_id = ?".formatted(table))
                .param(user)
                .query(Integer.class)
                .single());
        return rows == null ? 0 : rows;
    }

    /** How many rows a statement would change. */
    private int undone(String sql, UUID user) {
        Integer rows = transactions.execute(status -> {
            status.setRollbackOnly();
            return jdbc.sql(sql).param(user).update();
        });
        return rows == null ? 0 : rows;
    }

    private boolean may(String table, String privilege) {
        return jdbc.sql("select has_table_privilege('public.' || ?, ?)")
                .params(table, privilege)
                .query(Boolean.class)
                .single();
    }
}

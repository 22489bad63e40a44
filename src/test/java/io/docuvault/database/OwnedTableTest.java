package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.DatabaseTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** What the pattern of {@code docs/recipes/add-a-table.md} does for a table, tried on one. */
@DatabaseTest
class OwnedTableTest {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final JdbcClient owner;
    private final UUID alice = Ids.next();
    private final UUID bob = Ids.next();

    @Autowired
    OwnedTableTest(JdbcClient jdbc, TransactionTemplate transactions, DatabaseServer server) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        DatabaseAddress migration = server.migration();
        this.owner = JdbcClient.create(
                new DriverManagerDataSource(migration.jdbcUrl(), migration.user(), migration.password()));
    }

    /** In a schema of its own, where {@link RowSecurityTest} does not come upon it. */
    @BeforeEach
    void makeTheTable() {
        owner.sql("""
                create schema trial;
                grant usage on schema trial to docuvault_app;
                create table trial.letters (
                    id       bigint generated always as identity primary key,
                    owner_id uuid not null,
                    body     text not null,
                    words    tsvector generated always as (to_tsvector('simple', body)) stored
                );
                create index letters_words on trial.letters using gin (words);
                create index letters_body on trial.letters using gin (body gin_trgm_ops);
                alter table trial.letters enable row level security;
                alter table trial.letters force row level security;
                create policy owner on trial.letters
                    using (owner_id = (select app_user_id()) or (select app_is_system()))
                    with check (owner_id = (select app_user_id()) or (select app_is_system()));
                grant select, insert, update, delete on trial.letters to docuvault_app
                """).update();
        as(Caller.user(alice), () -> write(alice, "dear bob"));
        as(Caller.user(bob), () -> write(bob, "dear alice"));
    }

    @AfterEach
    void dropTheTable() {
        owner.sql("drop schema trial cascade").update();
    }

    private <T> T as(Caller caller, Supplier<T> work) {
        return caller.call(() -> transactions.execute(_ -> work.get()));
    }

    private int write(UUID owner, String body) {
        return jdbc.sql("insert into trial.letters (owner_id, body) values (?, ?)")
                .params(owner, body)
                .update();
    }

    private List<@Nullable String> letters() {
        return jdbc.sql("select body from trial.letters order by id")
                .query(String.class)
                .list();
    }

    @Test
    void showsEachUserTheirOwnRowsOnly() {
        assertThat(as(Caller.user(alice), this::letters)).containsExactly("dear bob");
        assertThat(as(Caller.user(bob), this::letters)).containsExactly("dear alice");
        assertThat(as(Caller.user(Ids.next()), this::letters)).isEmpty();
    }

    @Test
    void showsTheSystemEveryRowAndNobodyNone() {
        assertThat(as(Caller.system(), this::letters)).containsExactly("dear bob", "dear alice");
        assertThat(letters()).isEmpty();
        assertThat(owner.sql("select body from trial.letters")
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    @Test
    void changesNoRowOfAnother() {
        assertThat(as(
                        Caller.user(alice),
                        () -> jdbc.sql("update trial.letters set body = 'mine'").update()))
                .isEqualTo(1);
        assertThat(as(
                        Caller.user(alice),
                        () -> jdbc.sql("delete from trial.letters where owner_id = ?")
                                .param(bob)
                                .update()))
                .isZero();
        assertThat(as(Caller.system(), this::letters)).containsExactly("mine", "dear alice");
    }

    @Test
    void takesNoRowForAnother() {
        assertThatThrownBy(() -> as(Caller.user(alice), () -> write(bob, "forged")))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> as(
                        Caller.user(alice),
                        () -> jdbc.sql("update trial.letters set owner_id = ?")
                                .param(bob)
                                .update()))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> write(alice, "outside a transaction"))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("row-level security");
    }

    /** Nothing but the mark in {@code bootstrap.sql} lets these conditions reach an index below row-level security. */
    @Test
    void isSearchedByItsIndexes() {
        assertThat(plan("words @@ to_tsquery('simple', 'dear & bob')"))
                .containsPattern("letters_words.*\\n.*Index Cond.*words @@");
        assertThat(plan("body ilike '%dear bob%'")).containsPattern("letters_body.*\\n.*Index Cond.*body ~~\\*");
        assertThat(plan("body % 'dear bob'")).containsPattern("letters_body.*\\n.*Index Cond.*body %");
    }

    private String plan(String condition) {
        return as(Caller.user(alice), () -> {
            // So that a table of two rows is read by an index wherever the condition allows it.
            jdbc.sql("set local enable_seqscan = off").update();
            return String.join(
                    "\n",
                    jdbc.sql("explain select id from trial.letters where " + condition)
                            .query(String.class)
                            .list());
        });
    }
}

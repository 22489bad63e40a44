package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.DatabaseTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A page far down a long list is found by its order's index, below row-level security too. */
@DatabaseTest
class DocumentListPlanTest {

    private final UUID owner = Ids.next();

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @ParameterizedTest
    @EnumSource(DocumentSort.class)
    void aPageIsReadFromItsIndexWithoutSorting(DocumentSort sort) {
        DocumentFilter filter =
                new DocumentFilter(owner, null, List.of(), List.of(), null, null, null, null, false, null);
        String plan = Caller.user(owner)
                .call(() -> transactions.execute(_ -> {
                    fill();
                    // Rows of this very transaction have no statistics yet: the question is what the index can do.
                    jdbc.sql("set local enable_sort = off").update();
                    String key = jdbc.sql("select " + sort.keyColumn() + " from documents d where name = '5000'")
                            .query(String.class)
                            .single();
                    return String.join(
                            "\n",
                            jdbc.sql("explain select d.id, d.title from documents d where " + filter.conditions()
                                            + " and " + sort.after() + " order by " + sort.orderBy() + " limit 51")
                                    .params(filter.parameters())
                                    .param("key", key)
                                    .param("id", Ids.next())
                                    .query((row, _) -> row.getString(1))
                                    .list());
                }));
        assertThat(plan).contains("Index Scan").contains("ROW(").doesNotContain("Sort");
        assertThat(plan.lines().filter(line -> line.contains("Index Cond")))
                .singleElement()
                .asString()
                .contains("ROW(");
    }

    private void fill() {
        jdbc.sql("insert into users (id, email, password_hash, valid_after, quota_bytes, created_at, updated_at) "
                        + "values (:id, :id::text || '@example.org', '-', now(), 0, now(), now())")
                .param("id", owner)
                .update();
        jdbc.sql("""
                            insert into documents (id, owner_id, blob_ref, name, title, media_type, kind, size_bytes, sha256,
                                status, created_at, updated_at)
                            select uuidv7(), :owner, '-', i, 'Title ' || i, 'text/plain', 'text', i,
                                sha256(i::text::bytea), 'ready', now() + make_interval(mins => i), now()
                            from generate_series(1, 10000) i
                            """).param("owner", owner).update();
    }
}

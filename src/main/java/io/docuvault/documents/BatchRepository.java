package io.docuvault.documents;

import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class BatchRepository {

    private static final String COLUMNS =
            "id, kind, created_at, undone_at, documents, labels, topic_id, detail, memory is not null as remembers";

    private final JdbcClient jdbc;

    BatchRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(UUID owner, UUID id, Batch.Begun begun, Instant now) {
        jdbc.sql("""
                        insert into label_batches (id, owner_id, kind, topic_id, detail, memory, created_at)
                        values (:id, :owner, :kind, :topic, :detail, :memory::jsonb, :now)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("kind", begun.kind().column())
                .param("topic", begun.topicId())
                .param("detail", begun.detail())
                .param("memory", begun.memory())
                .param("now", Times.column(now))
                .update();
    }

    /**
     * From now until the transaction ends, or another batch is named, changes of labels are written down as changes of
     * this one.
     *
     * @param batch empty for none
     * @return the one before
     */
    String record(String batch) {
        return jdbc.sql("""
                        select before, set_config('docuvault.batch', :batch, true)
                        from (select coalesce(current_setting('docuvault.batch', true), '') as before offset 0) setting
                        """)
                .param("batch", batch)
                .query((row, _) -> row.getString("before"))
                .single();
    }

    /**
     * Forgets what came out as it was, and counts the rest.
     *
     * @return false if the batch has been undone meanwhile
     */
    boolean settle(UUID owner, UUID batch) {
        jdbc.sql("""
                        delete from label_changes
                        where batch_id = :batch and owner_id = :owner and before is not distinct from after
                        """).param("batch", batch).param("owner", owner).update();
        return jdbc.sql("""
                        update label_batches set (documents, labels) = (
                            select count(distinct document_id), count(*) from label_changes
                            where batch_id = :batch and owner_id = :owner)
                        where id = :batch and owner_id = :owner and undone_at is null
                        """).param("batch", batch).param("owner", owner).update() > 0;
    }

    /** Those that changed something, newest first. */
    List<Batch> list(UUID owner, @Nullable UUID before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from label_batches
                        where owner_id = :owner and (:before::uuid is null or id < :before)
                            and (labels > 0 or memory is not null)
                        order by id desc
                        limit :limit
                        """)
                .param("owner", owner)
                .param("before", before)
                .param("limit", limit)
                .query(BatchRepository::batch)
                .list();
    }

    Optional<Batch> find(UUID owner, UUID id) {
        return jdbc.sql("select " + COLUMNS + " from label_batches where id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .query(BatchRepository::batch)
                .optional();
    }

    /** One of this kind that is young enough and not too long to be continued. */
    Optional<UUID> open(UUID owner, Batch.Kind kind, UUID topic, Instant since, int most) {
        return jdbc.sql("""
                        select id from label_batches
                        where owner_id = :owner and id >= :oldest and kind = :kind and topic_id = :topic
                            and created_at >= :since and undone_at is null and labels < :most
                        order by id desc limit 1
                        """)
                .param("owner", owner)
                .param("kind", kind.column())
                .param("topic", topic)
                .param("oldest", firstIdAt(since.minus(Duration.ofMinutes(1))))
                .param("since", Times.column(since))
                .param("most", most)
                .query(UUID.class)
                .optional();
    }

    /** Ids begin with their time: what is older than this comes before it. */
    private static UUID firstIdAt(Instant instant) {
        return new UUID(instant.toEpochMilli() << 16, 0);
    }

    /** Marks it as undone, once. */
    boolean markUndone(UUID owner, UUID id, Instant now) {
        return jdbc.sql("""
                        update label_batches set undone_at = :now
                        where id = :id and owner_id = :owner and undone_at is null
                        """)
                        .param("id", id)
                        .param("owner", owner)
                        .param("now", Times.column(now))
                        .update()
                > 0;
    }

    Optional<String> memory(UUID owner, UUID id) {
        return jdbc.sql("select memory from label_batches where id = :id and owner_id = :owner and memory is not null")
                .param("id", id)
                .param("owner", owner)
                .query(String.class)
                .optional();
    }

    /** Locks the documents of a batch, in the order in which everybody does. */
    void lockDocuments(UUID owner, UUID batch) {
        jdbc.sql("""
                        select count(*) from (
                            select 1 from documents
                            where owner_id = :owner and id in (
                                select document_id from label_changes where batch_id = :batch and owner_id = :owner)
                            order by id for no key update
                        ) locked
                        """)
                .param("owner", owner)
                .param("batch", batch)
                .query(Long.class)
                .single();
    }

    /**
     * Puts labels back as they were before the batch; its documents are locked. Left alone is a label that a person has
     * decided about since, or whose decision by a person is gone since.
     *
     * @return the document of each label that was put back
     */
    List<UUID> restore(UUID owner, UUID batch) {
        return jdbc.sql("""
                        with restorable as materialized (
                            select c.document_id, c.topic_id, c.before
                            from label_changes c
                            join topics t on t.id = c.topic_id and t.owner_id = :owner
                            left join document_topics l on l.document_id = c.document_id and l.topic_id = c.topic_id
                            where c.batch_id = :batch and c.owner_id = :owner
                                and (case when l.decided_by = 'person' then (l.state, l.decided_at) end)
                                    is not distinct from
                                    (case when c.after ->> 'decided_by' = 'person' then
                                        (c.after ->> 'state', (c.after ->> 'decided_at')::timestamptz) end)
                        ),
                        removed as (
                            delete from document_topics l using restorable r
                            where r.before is null and l.document_id = r.document_id and l.topic_id = r.topic_id
                                and l.owner_id = :owner
                        ),
                        put_back as (
                            insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, run_id,
                                provider, confidence, evidence, words, decided_at, decided_by, created_at)
                            select b.document_id, b.topic_id, b.owner_id, b.state, b.suggestion_id, b.run_id, b.provider,
                                b.confidence, b.evidence, b.words, b.decided_at, b.decided_by, b.created_at
                            from restorable r cross join lateral jsonb_populate_record(null::document_topics, r.before) b
                            where r.before is not null
                            on conflict (document_id, topic_id) do update set state = excluded.state,
                                suggestion_id = excluded.suggestion_id, run_id = excluded.run_id,
                                provider = excluded.provider, confidence = excluded.confidence,
                                evidence = excluded.evidence, words = excluded.words,
                                decided_at = excluded.decided_at,
                                decided_by = excluded.decided_by, created_at = excluded.created_at
                        )
                        select document_id from restorable
                        """)
                .param("owner", owner)
                .param("batch", batch)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    private static Batch batch(ResultSet row, int index) throws SQLException {
        Instant undone = Times.optionalInstant(row, "undone_at");
        int labels = row.getInt("labels");
        return new Batch(
                row.getObject("id", UUID.class),
                Batch.Kind.ofColumn(row.getString("kind")),
                Times.instant(row, "created_at"),
                undone,
                undone == null && (labels > 0 || row.getBoolean("remembers")),
                row.getInt("documents"),
                labels,
                row.getObject("topic_id", UUID.class),
                row.getString("detail"));
    }
}

package io.docuvault.classification;

import io.docuvault.classification.Reclassification.State;
import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class ReclassificationRepository {

    private static final String COLUMNS = """
            id, state, total, done, failed, changed, provider, model, created_at, batch_id, problem_code, problem""";

    /**
     * What is known of some documents before anybody is asked.
     *
     * @param characters of those that would have to be asked about, as far as a model sees them
     */
    record Outlook(int documents, int withoutText, int notAllowed, int alreadyAnswered, long characters) {}

    /** The answer about a document, and the run that it is from. */
    record Answer(UUID document, UUID run, List<Run.Label> labels, boolean differs) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ReclassificationRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Documents with text, and which of them are closed to a provider; its parameters are bound by {@link #looked}. */
    private static final String LOOKED_AT = """
            select d.id, d.text_length, d.status = 'ready' and d.text_length > 0 as has_text,
                exists (select from document_ai_policies p
                    where p.document_id = d.id and p.owner_id = :owner and p.policy = any(:closed))
                or exists (select from document_topics dt join topics t on t.id = dt.topic_id
                    where dt.document_id = d.id and dt.owner_id = :owner and dt.state in ('confirmed', 'suggested')
                        and t.policy = any(:closed)) as closed
            from documents d where d.id = any(:ids::uuid[]) and d.owner_id = :owner and d.trashed_at is null
            """;

    /** @param closed policies under which a document may not be shown to the provider */
    private JdbcClient.StatementSpec looked(String sql, UUID owner, Collection<UUID> ids, List<String> closed) {
        return jdbc.sql(sql)
                .param("owner", owner)
                .param("ids", UuidArray.of(ids))
                .param("closed", closed.toArray(String[]::new));
    }

    Outlook outlook(UUID owner, Collection<UUID> ids, List<String> closed, String provider, String promptHash) {
        return looked("""
                        select count(*) as documents,
                            count(*) filter (where not has_text) as without_text,
                            count(*) filter (where has_text and closed) as not_allowed,
                            count(*) filter (where has_text and not closed and answered) as answered,
                            coalesce(sum(least(text_length, :most)) filter (
                                where has_text and not closed and not answered), 0) as characters
                        from (
                            select looked.*, exists (
                                select from classification_runs r
                                where r.owner_id = :owner and r.document_id = looked.id and r.provider = :provider
                                    and r.prompt_hash = :promptHash and r.outcome <> 'failed') as answered
                            from (%s) looked
                        ) asked
                        """.formatted(LOOKED_AT), owner, ids, closed)
                .param("most", DocumentText.MAX_CHARACTERS)
                .param("provider", provider)
                .param("promptHash", HexFormat.of().parseHex(promptHash))
                .query((row, _) -> new Outlook(
                        row.getInt("documents"),
                        row.getInt("without_text"),
                        row.getInt("not_allowed"),
                        row.getInt("answered"),
                        row.getLong("characters")))
                .single();
    }

    boolean isRunning(UUID owner) {
        return jdbc.sql("select exists (select from reclassifications where owner_id = :owner and state = 'running')")
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    void insert(UUID owner, Reclassification it) {
        jdbc.sql("""
                        insert into reclassifications (id, owner_id, state, provider, model, total, created_at)
                        values (:id, :owner, :state, :provider, :model, 0, :now)
                        """)
                .param("id", it.id())
                .param("owner", owner)
                .param("state", column(it.state()))
                .param("provider", it.provider())
                .param("model", it.model())
                .param("now", Times.column(it.createdAt()))
                .update();
    }

    /** Notes which documents are to be asked about: those with text that the provider may see. */
    int insertItems(UUID owner, UUID id, Collection<UUID> ids, List<String> closed) {
        int total = looked("""
                        insert into reclassification_items (reclassification_id, document_id, owner_id)
                        select :id, looked.id, :owner from (%s) looked where has_text and not closed
                        """.formatted(LOOKED_AT), owner, ids, closed)
                .param("id", id)
                .update();
        jdbc.sql("update reclassifications set total = :total where id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .param("total", total)
                .update();
        return total;
    }

    List<UUID> waiting(UUID owner, UUID id, int most) {
        return jdbc.sql("""
                        select document_id from reclassification_items
                        where reclassification_id = :id and owner_id = :owner and state = 'waiting'
                        order by document_id limit :most
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("most", most)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    private record Saved(UUID document, UUID run, String labels, boolean differs) {}

    void save(UUID owner, UUID id, List<Answer> answers) {
        List<Saved> saved = answers.stream()
                .map(answer -> new Saved(
                        answer.document(), answer.run(), json.writeValueAsString(answer.labels()), answer.differs()))
                .toList();
        jdbc.sql("""
                        with saved as (
                            update reclassification_items i
                            set state = 'done', run_id = s.run, result = s.labels::jsonb, differs = s.differs
                            from jsonb_to_recordset(:saved::jsonb)
                                as s (document uuid, run uuid, labels text, differs boolean)
                            where i.reclassification_id = :id and i.owner_id = :owner and i.document_id = s.document
                                and i.state = 'waiting'
                            returning i.differs
                        )
                        update reclassifications set done = done + (select count(*) from saved),
                            changed = changed + (select count(*) from saved where differs)
                        where id = :id and owner_id = :owner
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("saved", json.writeValueAsString(saved))
                .update();
    }

    /** Nothing can be said about these. */
    void fail(UUID owner, UUID id, Collection<UUID> documents) {
        jdbc.sql("""
                        with failed as (
                            update reclassification_items set state = 'failed'
                            where reclassification_id = :id and owner_id = :owner and state = 'waiting'
                                and document_id = any(:documents::uuid[])
                            returning 1
                        )
                        update reclassifications set failed = failed + (select count(*) from failed)
                        where id = :id and owner_id = :owner
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .update();
    }

    /** Ends a running one; what still waits counts as failed. */
    void end(UUID owner, UUID id, Run.@Nullable Problem problem) {
        jdbc.sql("""
                        with rest as (
                            update reclassification_items set state = 'failed'
                            where reclassification_id = :id and owner_id = :owner and state = 'waiting'
                            returning 1
                        )
                        update reclassifications set failed = failed + (select count(*) from rest),
                            state = case when done = 0 and total > 0 then 'failed' else 'ready' end,
                            problem_code = :code, problem = :problem
                        where id = :id and owner_id = :owner and state = 'running'
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("code", problem == null ? null : problem.code())
                .param("problem", problem == null ? null : problem.detail())
                .update();
    }

    /** Goes from one of these states to another, once. */
    boolean move(UUID owner, UUID id, List<State> from, State to, @Nullable UUID batch) {
        return jdbc.sql("""
                        update reclassifications set state = :to, batch_id = coalesce(:batch::uuid, batch_id)
                        where id = :id and owner_id = :owner and state = any(:from)
                        """)
                        .param("id", id)
                        .param("owner", owner)
                        .param(
                                "from",
                                from.stream()
                                        .map(ReclassificationRepository::column)
                                        .toArray(String[]::new))
                        .param("to", column(to))
                        .param("batch", batch)
                        .update()
                > 0;
    }

    /** The answers are of no use any more. */
    void deleteItems(UUID owner, UUID id) {
        jdbc.sql("delete from reclassification_items where reclassification_id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    /** Keeps it from being applied, dropped or gone on with by somebody else until the transaction ends. */
    Optional<Reclassification> lock(UUID owner, UUID id) {
        return find(owner, id, " for update");
    }

    Optional<Reclassification> find(UUID owner, UUID id) {
        return find(owner, id, "");
    }

    private Optional<Reclassification> find(UUID owner, UUID id, String lock) {
        return jdbc.sql("select " + COLUMNS + " from reclassifications where id = :id and owner_id = :owner" + lock)
                .param("id", id)
                .param("owner", owner)
                .query(ReclassificationRepository::reclassification)
                .optional();
    }

    List<Reclassification> list(UUID owner, @Nullable UUID before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from reclassifications
                        where owner_id = :owner and (:before::uuid is null or id < :before)
                        order by id desc
                        limit :limit
                        """)
                .param("owner", owner)
                .param("before", before)
                .param("limit", limit)
                .query(ReclassificationRepository::reclassification)
                .list();
    }

    /** The answers that differ from what their documents had, in the order of the documents; trash left out. */
    List<Answer> differing(UUID owner, UUID id, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select i.document_id, i.run_id, i.result
                        from reclassification_items i join documents d on d.id = i.document_id
                        where i.reclassification_id = :id and i.owner_id = :owner and i.differs
                            and d.trashed_at is null and (:after::uuid is null or i.document_id > :after)
                        order by i.document_id
                        limit :limit
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> new Answer(
                        row.getObject("document_id", UUID.class),
                        row.getObject("run_id", UUID.class),
                        json.readValue(row.getString("result"), new TypeReference<>() {}),
                        true))
                .list();
    }

    private static String column(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Reclassification reclassification(ResultSet row, int index) throws SQLException {
        String code = row.getString("problem_code");
        return new Reclassification(
                row.getObject("id", UUID.class),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("total"),
                row.getInt("done"),
                row.getInt("failed"),
                row.getInt("changed"),
                row.getString("provider"),
                row.getString("model"),
                Times.instant(row, "created_at"),
                row.getObject("batch_id", UUID.class),
                code == null ? null : new Run.Problem(code, row.getString("problem")));
    }
}

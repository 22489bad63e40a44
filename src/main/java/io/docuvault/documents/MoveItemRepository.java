package io.docuvault.documents;

import io.docuvault.documents.MoveItem.State;
import io.docuvault.documents.MoveRepository.NewMove;
import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import io.docuvault.storage.Staged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The documents of moves, in the caller's transaction. */
@Repository
class MoveItemRepository {

    private static final String COLUMNS =
            "id, owner_id, move_id, document_id, name, target, connection_id, size_bytes, state, job_id, staged";

    private final JdbcClient jdbc;

    MoveItemRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a move was given to do.
     *
     * @param wanted documents that do not lie there yet
     * @param taken those of them that nobody else is moving
     * @param bytes of those that were taken
     */
    record Taken(long wanted, long taken, long bytes) {}

    /** Takes documents that are named into a move, as far as they exist, lie elsewhere and are not being moved. */
    Taken take(NewMove move, String target, Collection<UUID> documents) {
        return take(move, target, "id = any(:documents::uuid[])", UuidArray.of(documents));
    }

    /** Takes all that lies where the move comes from, in the trash too. */
    Taken takeAll(NewMove move, String target) {
        return move.from() == null
                ? take(move, target, "connection_id is null and :documents::text is null", null)
                : take(
                        move,
                        target,
                        "connection_id = :documents::uuid",
                        move.from().toString());
    }

    private Taken take(NewMove move, String target, String condition, @Nullable String documents) {
        return jdbc.sql("""
                        with wanted as (
                            select id, name, size_bytes from documents
                            where owner_id = :owner and connection_id is distinct from :to::uuid and %s
                        ), taken as (
                            insert into move_items (id, owner_id, move_id, document_id, name, target, connection_id, size_bytes)
                            select gen_random_uuid(), :owner, :move, id, name, :target, :to::uuid, size_bytes
                            from wanted order by id
                            on conflict (document_id) where state in ('waiting', 'running') do nothing
                            returning size_bytes
                        )
                        select (select count(*) from wanted) as wanted, count(*) as taken,
                            coalesce(sum(size_bytes), 0) as bytes from taken
                        """.formatted(condition))
                .param("owner", move.owner())
                .param("to", move.to())
                .param("move", move.id())
                .param("target", target)
                .param("documents", documents)
                .query((row, _) -> new Taken(row.getLong("wanted"), row.getLong("taken"), row.getLong("bytes")))
                .single();
    }

    /** A document that has just come and is to go on. */
    void insert(MoveItem item) {
        jdbc.sql("""
                        insert into move_items (id, owner_id, document_id, name, target, connection_id, size_bytes, state, job_id)
                        values (:id, :owner, :document, :name, :target, :connection, :size, 'running', :job)
                        """)
                .param("id", item.id())
                .param("owner", item.owner())
                .param("document", item.documentId())
                .param("name", item.name())
                .param("target", item.target())
                .param("connection", item.connectionId())
                .param("size", item.size())
                .param("job", item.jobId())
                .update();
    }

    Optional<MoveItem> find(UUID owner, UUID id) {
        return select(owner, id, "");
    }

    /** As {@link #find}, and nobody else changes it until the transaction ends. */
    Optional<MoveItem> lock(UUID owner, UUID id) {
        return select(owner, id, " for update");
    }

    private Optional<MoveItem> select(UUID owner, UUID id, String lock) {
        return jdbc.sql("select " + COLUMNS + " from move_items where id = :id and owner_id = :owner" + lock)
                .param("id", id)
                .param("owner", owner)
                .query(MoveItemRepository::item)
                .optional();
    }

    List<MoveItem> some(UUID owner, int limit) {
        return jdbc.sql("select " + COLUMNS + " from move_items where owner_id = :owner order by id limit :limit")
                .param("owner", owner)
                .param("limit", limit)
                .query(MoveItemRepository::item)
                .list();
    }

    /** How many of a move are under way. */
    int running(UUID owner, UUID move) {
        return jdbc.sql("""
                        select count(*) from move_items
                        where move_id = :move and owner_id = :owner and state = 'running'
                        """)
                .param("move", move)
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }

    /** The next of a move that nobody has begun with. */
    Optional<MoveItem> next(UUID owner, UUID move) {
        return jdbc.sql("select " + COLUMNS + """
                         from move_items
                        where move_id = :move and owner_id = :owner and state = 'waiting' order by id limit 1 for update
                        """)
                .param("move", move)
                .param("owner", owner)
                .query(MoveItemRepository::item)
                .optional();
    }

    void start(MoveItem item, UUID job) {
        jdbc.sql("""
                        update move_items set state = 'running', job_id = :job, problem_code = null, problem_detail = null
                        where id = :id and owner_id = :owner
                        """)
                .param("job", job)
                .param("id", item.id())
                .param("owner", item.owner())
                .update();
    }

    /** Has what failed run again with the job that it has, unless the document is being moved otherwise. */
    boolean startAgain(MoveItem item) {
        return jdbc.sql("""
                        update move_items i set state = 'running', problem_code = null, problem_detail = null
                        where i.id = :id and i.owner_id = :owner and not exists (
                            select from move_items other
                            where other.document_id = i.document_id and other.state in ('waiting', 'running')
                        )
                        """).param("id", item.id()).param("owner", item.owner()).update() == 1;
    }

    /** Remembers what the other store calls the copy, before it is an object there; null where there is none any more. */
    void staged(MoveItem item, @Nullable Staged staged) {
        jdbc.sql("update move_items set staged = :staged where id = :id and owner_id = :owner")
                .param("staged", staged == null ? null : staged.value())
                .param("id", item.id())
                .param("owner", item.owner())
                .update();
    }

    void fail(MoveItem item, DocumentSummary.Problem problem) {
        jdbc.sql("""
                        update move_items set state = 'failed', problem_code = :code, problem_detail = :detail
                        where id = :id and owner_id = :owner
                        """)
                .param("code", problem.code())
                .param("detail", problem.detail())
                .param("id", item.id())
                .param("owner", item.owner())
                .update();
    }

    /** All that a move has not begun with fails for the same reason; how many. */
    int failWaiting(UUID owner, UUID move, DocumentSummary.Problem problem) {
        return jdbc.sql("""
                        update move_items set state = 'failed', problem_code = :code, problem_detail = :detail
                        where move_id = :move and owner_id = :owner and state = 'waiting'
                        """)
                .param("code", problem.code())
                .param("detail", problem.detail())
                .param("move", move)
                .param("owner", owner)
                .update();
    }

    /** Has what failed in a move wait again, unless another one has taken it; how many. */
    int retry(UUID owner, UUID move) {
        return jdbc.sql("""
                        update move_items i set state = 'waiting', job_id = null, problem_code = null, problem_detail = null
                        where i.move_id = :move and i.owner_id = :owner and i.state = 'failed' and not exists (
                            select from move_items other
                            where other.document_id = i.document_id and other.state in ('waiting', 'running')
                        )
                        """).param("move", move).param("owner", owner).update();
    }

    void delete(MoveItem item) {
        jdbc.sql("delete from move_items where id = :id and owner_id = :owner")
                .param("id", item.id())
                .param("owner", item.owner())
                .update();
    }

    /** Items without a job that would ever end them. */
    List<MoveItem> abandoned(int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from move_items i
                        where state in ('running', 'dropped') and not exists (
                            select from jobs j where j.id = i.job_id and j.state in ('queued', 'running')
                        ) limit :limit
                        """)
                .param("limit", limit)
                .query(MoveItemRepository::item)
                .list();
    }

    /**
     * Of what failed before: what belongs to no move, and what may have left something behind of a move that is about to be
     * forgotten.
     */
    List<MoveItem> failedBefore(Instant time, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from move_items i
                        where state = 'failed' and (
                            move_id is null and not exists (
                                select from jobs j
                                where j.id = i.job_id and (j.finished_at is null or j.finished_at >= :time)
                            ) or staged is not null and exists (
                                select from moves m where m.id = i.move_id and m.finished_at < :time
                            )
                        ) limit :limit
                        """)
                .param("time", Times.column(time))
                .param("limit", limit)
                .query(MoveItemRepository::item)
                .list();
    }

    /** Nobody wants it any more, and this job clears away what is left of it. */
    void drop(MoveItem item, UUID job) {
        jdbc.sql("""
                        update move_items set state = 'dropped', move_id = null, job_id = :job
                        where id = :id and owner_id = :owner
                        """)
                .param("job", job)
                .param("id", item.id())
                .param("owner", item.owner())
                .update();
    }

    private static MoveItem item(ResultSet row, int index) throws SQLException {
        String staged = row.getString("staged");
        return new MoveItem(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getObject("move_id", UUID.class),
                row.getObject("document_id", UUID.class),
                row.getString("name"),
                row.getString("target"),
                row.getObject("connection_id", UUID.class),
                row.getLong("size_bytes"),
                State.ofColumn(row.getString("state")),
                row.getObject("job_id", UUID.class),
                staged == null ? null : new Staged(staged));
    }
}

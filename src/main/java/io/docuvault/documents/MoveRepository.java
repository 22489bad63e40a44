package io.docuvault.documents;

import io.docuvault.documents.Move.Failure;
import io.docuvault.documents.Move.Progress;
import io.docuvault.documents.Move.State;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Moves and what they count, in the caller's transaction. Whoever changes a move's items locks the move first. */
@Repository
class MoveRepository {

    private static final int MOST_FAILURES = 50;

    /** Open browsers are told of a move's progress about so often. */
    private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);

    private static final String SELECT = """
            select id, from_server, from_connection_id, from_label, to_connection_id, to_label, then_delete, state, total,
                moved, failed, skipped, bytes_total, bytes_moved, created_at, finished_at, problem_code, problem_detail
            from moves
            """;

    private final JdbcClient jdbc;
    private final LiveEvents events;
    private final Clock clock;

    MoveRepository(JdbcClient jdbc, LiveEvents events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /** A move to be; of named documents if it comes from nowhere. */
    record NewMove(
            UUID id,
            UUID owner,
            boolean fromServer,
            @Nullable UUID from,
            @Nullable String fromLabel,
            @Nullable UUID to,
            String toLabel,
            boolean thenDelete) {}

    void insert(NewMove move) {
        jdbc.sql("""
                        insert into moves (id, owner_id, from_server, from_connection_id, from_label, to_connection_id, to_label,
                            then_delete, created_at, announced_at)
                        values (:id, :owner, :fromServer, :from, :fromLabel, :to, :toLabel, :thenDelete, :now, :now)
                        """)
                .param("id", move.id())
                .param("owner", move.owner())
                .param("fromServer", move.fromServer())
                .param("from", move.from())
                .param("fromLabel", move.fromLabel())
                .param("to", move.to())
                .param("toLabel", move.toLabel())
                .param("thenDelete", move.thenDelete())
                .param("now", Times.column(clock.instant()))
                .update();
    }

    Optional<Move> find(UUID owner, UUID id) {
        return select(owner, id, "").map(move -> withFailures(List.of(move)).getFirst());
    }

    /** Without its failures; nobody else changes it or its items until the transaction ends. */
    Optional<Move> lock(UUID owner, UUID id) {
        return select(owner, id, " for update");
    }

    private Optional<Move> select(UUID owner, UUID id, String lock) {
        return jdbc.sql(SELECT + "where id = :id and owner_id = :owner" + lock)
                .param("id", id)
                .param("owner", owner)
                .query(MoveRepository::move)
                .optional();
    }

    /** Newest first. */
    List<Move> list(UUID owner, @Nullable UUID before, int limit) {
        return withFailures(jdbc.sql(SELECT + """
                        where owner_id = :owner and (:before::uuid is null or id < :before) order by id desc limit :limit
                        """)
                .param("owner", owner)
                .param("before", before)
                .param("limit", limit)
                .query(MoveRepository::move)
                .list());
    }

    private List<Move> withFailures(List<Move> moves) {
        record Found(UUID move, Failure failure) {}
        Map<UUID, List<Failure>> failures = new HashMap<>();
        jdbc.sql("""
                        select failed.* from unnest(:moves::uuid[]) as asked (id), lateral (
                            select i.move_id, i.document_id, coalesce(d.title, '') as title, i.problem_code, i.problem_detail
                            from move_items i left join documents d on d.id = i.document_id
                            where i.move_id = asked.id and i.state = 'failed' order by i.id limit :limit
                        ) failed
                        """)
                .param("moves", UuidArray.of(moves.stream().map(Move::id).toList()))
                .param("limit", MOST_FAILURES)
                .query((row, _) -> new Found(
                        row.getObject("move_id", UUID.class),
                        new Failure(
                                row.getObject("document_id", UUID.class),
                                row.getString("title"),
                                row.getString("problem_code"),
                                row.getString("problem_detail"))))
                .list()
                .forEach(found -> failures.computeIfAbsent(found.move(), _ -> new ArrayList<>())
                        .add(found.failure()));
        return moves.stream()
                .map(move -> move.with(failures.getOrDefault(move.id(), List.of())))
                .toList();
    }

    private static Move move(ResultSet row, int index) throws SQLException {
        UUID from = row.getObject("from_connection_id", UUID.class);
        String code = row.getString("problem_code");
        return new Move(
                row.getObject("id", UUID.class),
                row.getBoolean("from_server") ? Move.SERVER : from == null ? null : from.toString(),
                row.getString("from_label"),
                row.getObject("to_connection_id", UUID.class),
                row.getString("to_label"),
                row.getBoolean("then_delete"),
                State.ofColumn(row.getString("state")),
                row.getLong("total"),
                row.getLong("moved"),
                row.getLong("failed"),
                row.getLong("skipped"),
                row.getLong("bytes_total"),
                row.getLong("bytes_moved"),
                Times.instant(row, "created_at"),
                Times.optionalInstant(row, "finished_at"),
                code == null ? null : new DocumentSummary.Problem(code, row.getString("problem_detail")),
                List.of());
    }

    /** What a move adds to, or takes from, what it has counted. */
    record Count(long total, long moved, long failed, long skipped, long bytesTotal, long bytesMoved) {

        static Count moved(long bytes) {
            return new Count(0, 1, 0, 0, 0, bytes);
        }

        static Count failed(long number) {
            return new Count(0, 0, number, 0, 0, 0);
        }

        static Count skipped(long number) {
            return new Count(0, 0, 0, number, 0, 0);
        }
    }

    /** Counts, and tells open browsers if they have not been told just now. */
    void count(UUID owner, UUID move, Count count) {
        Instant now = clock.instant();
        jdbc.sql("""
                        update moves set total = total + :total, moved = moved + :moved, failed = failed + :failed,
                            skipped = skipped + :skipped, bytes_total = bytes_total + :bytesTotal,
                            bytes_moved = bytes_moved + :bytesMoved,
                            announced_at = case when announced_at <= :before then :now else announced_at end
                        where id = :id and owner_id = :owner
                        returning id, moved, failed, total, state, announced_at = :now as due
                        """)
                .param("total", count.total())
                .param("moved", count.moved())
                .param("failed", count.failed())
                .param("skipped", count.skipped())
                .param("bytesTotal", count.bytesTotal())
                .param("bytesMoved", count.bytesMoved())
                .param("before", Times.column(now.minus(BETWEEN_EVENTS)))
                .param("now", Times.column(now))
                .param("id", move)
                .param("owner", owner)
                .query((row, index) ->
                        row.getBoolean("due") ? Optional.of(progress(row, index)) : Optional.<Progress>empty())
                .optional()
                .flatMap(due -> due)
                .ifPresent(progress -> events.publish(owner, "move", progress));
    }

    /** Has a move end, or run again. */
    void set(UUID owner, UUID move, State state, DocumentSummary.@Nullable Problem problem) {
        Instant now = clock.instant();
        jdbc.sql("""
                        update moves set state = :state, finished_at = :finished, announced_at = :now,
                            problem_code = :code, problem_detail = :detail,
                            then_delete = then_delete and :state <> 'stopped'
                        where id = :id and owner_id = :owner
                        returning id, moved, failed, total, state
                        """)
                .param("state", state.column())
                .param("finished", Times.column(state == State.RUNNING ? null : now))
                .param("now", Times.column(now))
                .param("code", problem == null ? null : problem.code())
                .param("detail", problem == null ? null : problem.detail())
                .param("id", move)
                .param("owner", owner)
                .query(MoveRepository::progress)
                .optional()
                .ifPresent(progress -> events.publish(owner, "move", progress));
    }

    private static Progress progress(ResultSet row, int index) throws SQLException {
        return new Progress(
                row.getObject("id", UUID.class),
                row.getLong("moved"),
                row.getLong("failed"),
                row.getLong("total"),
                State.ofColumn(row.getString("state")));
    }

    /** Stops a move that is locked: what has not been moved stays where it is. */
    void stop(UUID owner, UUID move) {
        int waiting = jdbc.sql(
                        "delete from move_items where move_id = :move and owner_id = :owner and state = 'waiting'")
                .param("move", move)
                .param("owner", owner)
                .update();
        int running = jdbc.sql("""
                        update move_items set state = 'dropped'
                        where move_id = :move and owner_id = :owner and state = 'running'
                        """).param("move", move).param("owner", owner).update();
        count(owner, move, Count.skipped(waiting + running));
        set(owner, move, State.STOPPED, null);
    }

    /** Stops whatever is on its way into a connection or out of it, and forgets what could not be moved there. */
    void stopAllOf(UUID owner, UUID connection) {
        jdbc.sql("""
                        select id from moves
                        where owner_id = :owner and state = 'running'
                            and (from_connection_id = :connection or to_connection_id = :connection)
                        order by id for update
                        """)
                .param("owner", owner)
                .param("connection", connection)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list()
                .forEach(move -> stop(owner, move));
        jdbc.sql("""
                        update move_items set state = 'dropped'
                        where owner_id = :owner and connection_id = :connection and state = 'running'
                        """).param("owner", owner).param("connection", connection).update();
        jdbc.sql("""
                        delete from move_items
                        where owner_id = :owner and connection_id = :connection and state = 'failed' and move_id is null
                        """).param("owner", owner).param("connection", connection).update();
    }

    /** Whether documents are on their way into a connection or out of it. */
    boolean busy(UUID owner, UUID connection) {
        return jdbc.sql("""
                        select exists (
                            select from move_items
                            where owner_id = :owner and connection_id = :connection and state in ('waiting', 'running')
                        ) or exists (
                            select from move_items i join moves m on m.id = i.move_id
                            where m.owner_id = :owner and m.from_connection_id = :connection and m.state = 'running'
                                and i.state in ('waiting', 'running')
                        )
                        """)
                .param("owner", owner)
                .param("connection", connection)
                .query(Boolean.class)
                .single();
    }

    /** Forgets moves that ended long ago, with what failed in them. */
    int deleteFinishedBefore(Instant time, int limit) {
        return jdbc.sql("""
                        delete from moves where id in (select id from moves where finished_at < :time limit :limit)
                        """)
                .param("time", Times.column(time))
                .param("limit", limit)
                .update();
    }
}

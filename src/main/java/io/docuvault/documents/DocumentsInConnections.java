package io.docuvault.documents;

import io.docuvault.shared.Times;
import io.docuvault.storage.ConnectionDocuments;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
@Transactional
class DocumentsInConnections implements ConnectionDocuments {

    private final JdbcClient jdbc;
    private final DocumentChanges changes;
    private final MoveRepository moves;
    private final Clock clock;

    DocumentsInConnections(JdbcClient jdbc, DocumentChanges changes, MoveRepository moves, Clock clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.moves = moves;
        this.clock = clock;
    }

    private record Counted(UUID connectionId, long documents, long bytes) {}

    @Override
    public Map<UUID, Held> held(UUID owner) {
        return jdbc
                .sql("""
                        select connection_id, count(*) as documents, sum(size_bytes) as bytes from documents
                        where owner_id = :owner and connection_id is not null group by connection_id
                        """)
                .param("owner", owner)
                .query((row, _) -> new Counted(
                        row.getObject("connection_id", UUID.class), row.getLong("documents"), row.getLong("bytes")))
                .list()
                .stream()
                .collect(Collectors.toMap(
                        Counted::connectionId, counted -> new Held(counted.documents(), counted.bytes())));
    }

    @Override
    public Need need(UUID owner, UUID connection) {
        boolean moving = moves.busy(owner, connection);
        return jdbc.sql("""
                        select
                            (select count(*) from documents where owner_id = :owner and connection_id = :connection) as documents,
                            exists (select from uploads where owner_id = :owner and connection_id = :connection
                                and (state = 'pending' and expires_at > :now or state = 'verifying')) as arriving,
                            exists (select from blobs_to_delete where owner_id = :owner and connection_id = :connection) as leaving
                        """)
                .param("owner", owner)
                .param("connection", connection)
                .param("now", Times.column(clock.instant()))
                .query((row, _) -> new Need(
                        row.getLong("documents"), row.getBoolean("arriving"), moving, row.getBoolean("leaving")))
                .single();
    }

    /** As if they had been deleted for good, but that nobody is sent to remove their files. */
    @Override
    public void forget(UUID owner, UUID connection) {
        moves.stopAllOf(owner, connection);
        jdbc.sql("""
                        update uploads set expires_at = :now
                        where owner_id = :owner and connection_id = :connection and state = 'pending'
                        """)
                .param("owner", owner)
                .param("connection", connection)
                .param("now", Times.column(clock.instant()))
                .update();
        // What has come as a whole and is being verified stays in the server's own store.
        jdbc.sql("""
                        update uploads set connection_id = null
                        where owner_id = :owner and connection_id = :connection and state = 'verifying'
                        """).param("owner", owner).param("connection", connection).update();
        List<UUID> documents = jdbc.sql(
                        "select id from documents where owner_id = :owner and connection_id = :connection")
                .param("owner", owner)
                .param("connection", connection)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        changes.trash(owner, documents);
        changes.delete(owner, documents);
        jdbc.sql("delete from blobs_to_delete where owner_id = :owner and store = :store")
                .param("owner", owner)
                .param("store", connection.toString())
                .update();
    }
}

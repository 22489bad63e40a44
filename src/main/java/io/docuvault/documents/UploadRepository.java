package io.docuvault.documents;

import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import io.docuvault.storage.Staged;
import java.sql.Array;
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
import tools.jackson.databind.json.JsonMapper;

@Repository
class UploadRepository {

    private static final String COLUMNS = """
            id, owner_id, document_id, object_id, name, size_bytes, media_type, encode(sha256, 'hex') as sha256,
            allow_duplicate, topic_ids, direct, connection_id, store, staged, state, problem::text as problem,
            expires_at""";

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;

    UploadRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(UploadRow upload, Instant now) {
        jdbc.sql("""
                        insert into uploads (id, owner_id, document_id, object_id, name, size_bytes, media_type, sha256,
                            allow_duplicate, topic_ids, direct, connection_id, store, created_at, expires_at)
                        values (:id, :owner, :document, :object, :name, :size, :mediaType, decode(:sha256, 'hex'),
                            :allowDuplicate, :topics::uuid[], :direct, :connection, :store, :now, :expires)
                        """)
                .param("id", upload.id())
                .param("owner", upload.owner())
                .param("document", upload.documentId())
                .param("object", upload.objectId())
                .param("name", upload.name())
                .param("size", upload.size())
                .param("mediaType", upload.mediaType())
                .param("sha256", upload.sha256())
                .param("allowDuplicate", upload.allowDuplicate())
                .param("topics", UuidArray.of(upload.topicIds()))
                .param("direct", upload.direct())
                .param("connection", upload.connectionId())
                .param("store", upload.store())
                .param("now", Times.column(now))
                .param("expires", Times.column(upload.expiresAt()))
                .update();
    }

    /** Remembers what the store calls the bytes of an upload; false if it has ended. */
    boolean staged(UUID owner, UUID id, Staged staged) {
        return jdbc.sql("""
                        update uploads set staged = :staged
                        where id = :id and owner_id = :owner and state = 'pending'
                        """)
                        .param("staged", staged.value())
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    /** Counts more bytes to an upload that passes through the server; false if it has ended. */
    boolean grow(UUID owner, UUID id, long bytes) {
        return jdbc.sql("""
                        update uploads set size_bytes = size_bytes + :bytes
                        where id = :id and owner_id = :owner and state = 'pending'
                        """)
                        .param("bytes", bytes)
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    /** Name and place are known once the part with the file begins. */
    void place(UploadRow upload) {
        jdbc.sql("""
                        update uploads set name = :name, connection_id = :connection, store = :store
                        where id = :id and owner_id = :owner and state = 'pending'
                        """)
                .param("name", upload.name())
                .param("connection", upload.connectionId())
                .param("store", upload.store())
                .param("id", upload.id())
                .param("owner", upload.owner())
                .update();
    }

    /** Sends elsewhere what is sent in parts and would go on to a connection once it is a document. */
    void redirect(UUID owner, UUID from, @Nullable UUID to) {
        jdbc.sql("""
                        update uploads set connection_id = :to
                        where owner_id = :owner and connection_id = :from and direct and state = 'pending'
                        """).param("to", to).param("owner", owner).param("from", from).update();
    }

    Optional<UploadRow> find(UUID owner, UUID id) {
        return select(owner, id, "");
    }

    /** As {@link #find}, and nobody else ends the upload until the transaction does. */
    Optional<UploadRow> lock(UUID owner, UUID id) {
        return select(owner, id, " for update");
    }

    private Optional<UploadRow> select(UUID owner, UUID id, String lock) {
        return jdbc.sql("select " + COLUMNS + " from uploads where id = :id and owner_id = :owner" + lock)
                .param("id", id)
                .param("owner", owner)
                .query(UploadRepository::upload)
                .optional();
    }

    /** The uploads that clients may go on with or wait for, oldest first. */
    List<UploadRow> pending(UUID owner, @Nullable UUID after, Instant now, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from uploads
                        where owner_id = :owner and direct
                            and (state = 'pending' and expires_at > :now or state = 'verifying')
                            and (:after::uuid is null or id > :after)
                        order by id limit :limit
                        """)
                .param("owner", owner)
                .param("after", after)
                .param("now", Times.column(now))
                .param("limit", limit)
                .query(UploadRepository::upload)
                .list();
    }

    /**
     * Has a pending upload verified; false if it is not pending (any more).
     *
     * @param allowDuplicate whether its owner wants it also if they have the same bytes
     */
    boolean beginVerifying(UUID owner, UUID id, boolean allowDuplicate) {
        return jdbc.sql("""
                        update uploads
                        set state = 'verifying', problem = null, allow_duplicate = allow_duplicate or :allow
                        where id = :id and owner_id = :owner and state = 'pending'
                        """)
                        .param("allow", allowDuplicate)
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    /** An upload under verification waits for its owner instead; false if it has ended. */
    boolean waitAgain(UUID owner, UUID id, UploadProblem problem) {
        return jdbc.sql("""
                        update uploads set state = 'pending', problem = :problem::jsonb
                        where id = :id and owner_id = :owner and state = 'verifying'
                        """)
                        .param("problem", JSON.writeValueAsString(problem))
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    /** Ends an open upload; false if it has ended before. */
    boolean end(UUID owner, UUID id, UploadState state, @Nullable UploadProblem problem, Instant now) {
        return jdbc.sql("""
                        update uploads set state = :state, problem = :problem::jsonb, finished_at = :now
                        where id = :id and owner_id = :owner and state in ('pending', 'verifying')
                        """)
                        .param("state", state.column())
                        .param("problem", problem == null ? null : JSON.writeValueAsString(problem))
                        .param("now", Times.column(now))
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    /**
     * Those that nobody completed, and those whose verification was forgotten: that takes no day, repetitions included.
     *
     * @param except uploads that could not be ended just now
     */
    List<UploadRow> expiredBefore(Instant time, Collection<UUID> except, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from uploads
                        where state in ('pending', 'verifying') and expires_at < :time and not id = any(:except::uuid[])
                            and (state = 'pending' or expires_at < :time - interval '1 day')
                        order by expires_at limit :limit
                        """)
                .param("time", Times.column(time))
                .param("except", UuidArray.of(except))
                .param("limit", limit)
                .query(UploadRepository::upload)
                .list();
    }

    /** Some uploads of an owner, in whatever state. */
    List<UploadRow> some(UUID owner, int limit) {
        return jdbc.sql("select " + COLUMNS + " from uploads where owner_id = :owner limit :limit")
                .param("owner", owner)
                .param("limit", limit)
                .query(UploadRepository::upload)
                .list();
    }

    void delete(UUID owner, UUID id) {
        jdbc.sql("delete from uploads where id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    int forgetFinishedBefore(Instant time) {
        return jdbc.sql("delete from uploads where finished_at < :time and state <> 'pending'")
                .param("time", Times.column(time))
                .update();
    }

    /** Those of these topics that the owner has. */
    List<UUID> knownTopics(UUID owner, Collection<UUID> topics) {
        return jdbc.sql("select id from topics where owner_id = :owner and id = any(:topics::uuid[])")
                .param("owner", owner)
                .param("topics", UuidArray.of(topics))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** Lets only one transaction at a time store the same bytes for an owner. */
    void lockContent(UUID owner, String sha256) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:content, 0))")
                .param("content", owner + sha256)
                .query((_, _) -> true)
                .single();
    }

    private static UploadRow upload(ResultSet row, int index) throws SQLException {
        Array topics = row.getArray("topic_ids");
        String staged = row.getString("staged");
        String problem = row.getString("problem");
        return new UploadRow(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getObject("document_id", UUID.class),
                row.getObject("object_id", UUID.class),
                row.getString("name"),
                row.getLong("size_bytes"),
                row.getString("media_type"),
                row.getString("sha256"),
                row.getBoolean("allow_duplicate"),
                List.of((UUID[]) topics.getArray()),
                row.getBoolean("direct"),
                row.getObject("connection_id", UUID.class),
                row.getString("store"),
                staged == null ? null : new Staged(staged),
                UploadState.ofColumn(row.getString("state")),
                problem == null ? null : JSON.readValue(problem, UploadProblem.class),
                Times.instant(row, "expires_at"));
    }
}

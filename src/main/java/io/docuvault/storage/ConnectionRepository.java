package io.docuvault.storage;

import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class ConnectionRepository {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String SELECT = """
            select id, owner_id, kind, name, settings::text as settings,
                encode(credentials, 'hex') as credentials, credentials_version, is_default,
                state, reason, reason_code, account, used_bytes, total_bytes, checked_at, created_at
            from connections
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    ConnectionRepository(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A connection to be. */
    record NewConnection(
            UUID id,
            UUID owner,
            String kind,
            String name,
            Map<String, String> settings,
            String credentials,
            String keyId,
            CloudDrive.Usage usage) {}

    void insert(NewConnection connection) {
        jdbc.sql("""
                        insert into connections (id, owner_id, kind, name, settings, credentials, key_id, account,
                            used_bytes, total_bytes, checked_at, created_at, updated_at)
                        values (:id, :owner, :kind, :name, :settings::jsonb, decode(:credentials, 'hex'), :keyId, :account,
                            :used, :total, :now, :now, :now)
                        """)
                .param("id", connection.id())
                .param("owner", connection.owner())
                .param("kind", connection.kind())
                .param("name", connection.name())
                .param("settings", JSON.writeValueAsString(connection.settings()))
                .param("credentials", connection.credentials())
                .param("keyId", connection.keyId())
                .param("account", connection.usage().account())
                .param("used", connection.usage().used())
                .param("total", connection.usage().total())
                .param("now", Times.column(clock.instant()))
                .update();
    }

    /** All of an owner's, oldest first: nobody has more than a few. */
    List<ConnectionRow> list(UUID owner) {
        return jdbc.sql(SELECT + "where owner_id = :owner order by id")
                .param("owner", owner)
                .query(ConnectionRepository::row)
                .list();
    }

    /** Everybody's, but those that somebody has to connect anew first. */
    List<Connections.Owned> everybodys() {
        return jdbc.sql("select owner_id, id from connections where state <> 'reconnect' order by id")
                .query((row, _) ->
                        new Connections.Owned(row.getObject("owner_id", UUID.class), row.getObject("id", UUID.class)))
                .list();
    }

    Optional<ConnectionRow> find(UUID owner, UUID id) {
        return select(owner, id, "");
    }

    /** As {@link #find}, and nobody else changes it until the transaction ends. */
    Optional<ConnectionRow> lock(UUID owner, UUID id) {
        return select(owner, id, " for update");
    }

    /** The name of a connection that can't go until the transaction ends. */
    Optional<String> hold(UUID owner, UUID id) {
        return jdbc.sql("select name from connections where id = :id and owner_id = :owner for key share")
                .param("id", id)
                .param("owner", owner)
                .query(String.class)
                .optional();
    }

    /** The connection of this id, if the caller may see it: row-level security says whose it has to be. */
    Optional<ConnectionRow> visible(UUID id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id)
                .query(ConnectionRepository::row)
                .optional();
    }

    private Optional<ConnectionRow> select(UUID owner, UUID id, String lock) {
        return jdbc.sql(SELECT + "where id = :id and owner_id = :owner" + lock)
                .param("id", id)
                .param("owner", owner)
                .query(ConnectionRepository::row)
                .optional();
    }

    Optional<UUID> defaultOf(UUID owner) {
        return jdbc.sql("select id from connections where owner_id = :owner and is_default")
                .param("owner", owner)
                .query((row, _) -> row.getObject(1, UUID.class))
                .optional();
    }

    void change(UUID owner, UUID id, String name, Map<String, String> settings) {
        jdbc.sql("""
                        update connections set name = :name, settings = :settings::jsonb, updated_at = :now
                        where id = :id and owner_id = :owner
                        """)
                .param("name", name)
                .param("settings", JSON.writeValueAsString(settings))
                .param("now", Times.column(clock.instant()))
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    /** @param id null for none: new documents then go to the server's own store */
    void makeDefault(UUID owner, @Nullable UUID id) {
        jdbc.sql("update connections set is_default = false where owner_id = :owner and is_default")
                .param("owner", owner)
                .update();
        jdbc.sql("update connections set is_default = true where owner_id = :owner and id = :id")
                .param("owner", owner)
                .param("id", id)
                .update();
    }

    /** Replaces the credentials if they still are those of this version; they are taken to be in order then. */
    boolean replaceCredentials(UUID owner, UUID id, long version, String credentials, String keyId) {
        return jdbc.sql("""
                        update connections set credentials = decode(:credentials, 'hex'), key_id = :keyId, state = 'ok', reason = null, reason_code = null,
                            credentials_version = credentials_version + 1, updated_at = :now
                        where id = :id and owner_id = :owner and credentials_version = :version
                        """)
                        .param("credentials", credentials)
                        .param("keyId", keyId)
                        .param("now", Times.column(clock.instant()))
                        .param("id", id)
                        .param("owner", owner)
                        .param("version", version)
                        .update()
                == 1;
    }

    /** The same credentials under another key. */
    void reseal(UUID owner, UUID id, String credentials, String keyId) {
        jdbc.sql("""
                        update connections set credentials = decode(:credentials, 'hex'), key_id = :keyId
                        where id = :id and owner_id = :owner
                        """)
                .param("credentials", credentials)
                .param("keyId", keyId)
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    /** How many connections are sealed under each master key. */
    Map<String, Integer> sealedUnder() {
        Map<String, Integer> counts = new TreeMap<>();
        jdbc.sql("select key_id, count(*) as number from connections group by key_id")
                .query(row -> {
                    counts.put(row.getString("key_id"), row.getInt("number"));
                });
        return counts;
    }

    /** A connection and its owner. */
    record Owned(UUID id, UUID ownerId) {}

    /** Connections that are sealed under another key than this, after an id. */
    List<Owned> sealedUnderOthers(String keyId, UUID after, int limit) {
        return jdbc.sql("""
                        select id, owner_id from connections where key_id <> :keyId and id > :after
                        order by id limit :limit
                        """)
                .param("keyId", keyId)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> new Owned(row.getObject("id", UUID.class), row.getObject("owner_id", UUID.class)))
                .list();
    }

    /** The consent is gone, unless the credentials have been replaced since. */
    boolean needsSignIn(UUID owner, UUID id, long version, String reason) {
        return jdbc.sql("""
                        update connections set state = 'reconnect', reason = :reason, reason_code = 'sign_in_refused', updated_at = :now
                        where id = :id and owner_id = :owner and credentials_version = :version
                        """)
                        .param("reason", reason)
                        .param("now", Times.column(clock.instant()))
                        .param("id", id)
                        .param("owner", owner)
                        .param("version", version)
                        .update()
                == 1;
    }

    void works(UUID owner, UUID id, CloudDrive.Usage usage) {
        jdbc.sql("""
                        update connections set state = 'ok', reason = null, reason_code = null, account = coalesce(:account, account),
                            used_bytes = :used, total_bytes = :total, checked_at = :now
                        where id = :id and owner_id = :owner
                        """)
                .param("account", usage.account())
                .param("used", usage.used())
                .param("total", usage.total())
                .param("now", Times.column(clock.instant()))
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    void fails(UUID owner, UUID id, ConnectionState state, String reason, ConnectionTrouble trouble) {
        jdbc.sql("""
                        update connections set state = :state, reason = :reason, reason_code = :code, checked_at = :now
                        where id = :id and owner_id = :owner
                        """)
                .param("state", state.column())
                .param("reason", reason)
                .param("code", trouble.code())
                .param("now", Times.column(clock.instant()))
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    void delete(UUID owner, UUID id) {
        jdbc.sql("delete from connections where id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    private static ConnectionRow row(ResultSet row, int index) throws SQLException {
        return new ConnectionRow(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getString("kind"),
                row.getString("name"),
                JSON.readValue(row.getString("settings"), TEXTS),
                row.getString("credentials"),
                row.getLong("credentials_version"),
                row.getBoolean("is_default"),
                ConnectionState.ofColumn(row.getString("state")),
                row.getString("reason"),
                trouble(row.getString("reason_code")),
                row.getString("account"),
                row.getObject("used_bytes", Long.class),
                row.getObject("total_bytes", Long.class),
                Times.optionalInstant(row, "checked_at"),
                Times.instant(row, "created_at"));
    }

    private static @Nullable ConnectionTrouble trouble(@Nullable String code) {
        return code == null ? null : ConnectionTrouble.ofCode(code);
    }
}

package io.docuvault.accounts;

import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the tables {@code sessions}, {@code refresh_tokens} and {@code revoked_tokens}. */
@Repository
class SessionRepository {

    /** A session as it begins. */
    record NewSession(
            UUID id, UUID owner, Sha256 fingerprint, String device, String address, Instant now, Instant expiresAt) {}

    /** A refresh token as it is issued. */
    record NewToken(UUID id, UUID session, UUID owner, Sha256 hash, Instant now, Instant expiresAt) {}

    /**
     * A session that goes on.
     *
     * @param expiresAt when it ends unless it is refreshed before
     */
    record LiveSession(
            UUID id, String device, String address, Instant createdAt, Instant lastSeenAt, Instant expiresAt) {}

    /** A refresh token with the session it belongs to and, if it was used, its successor. */
    record Presented(
            UUID id,
            UUID session,
            UUID owner,
            Instant expiresAt,
            @Nullable Instant rotatedAt,
            @Nullable UUID successor,
            boolean successorUsed,
            Sha256 fingerprint,
            Instant sessionExpiresAt,
            boolean alive) {}

    private final JdbcClient jdbc;

    SessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(NewSession session) {
        jdbc.sql("""
                        insert into sessions (id, owner_id, fingerprint, device, address, created_at, last_seen_at,
                            expires_at)
                        values (:id, :owner, :fingerprint, :device, :address, :now, :now, :expiresAt)
                        """)
                .param("id", session.id())
                .param("owner", session.owner())
                .param("fingerprint", session.fingerprint().bytes())
                .param("device", session.device())
                .param("address", session.address())
                .param("now", Times.column(session.now()))
                .param("expiresAt", Times.column(session.expiresAt()))
                .update();
    }

    void insert(NewToken token) {
        jdbc.sql("""
                        insert into refresh_tokens (id, session_id, owner_id, token_hash, issued_at, expires_at)
                        values (:id, :session, :owner, :hash, :now, :expiresAt)
                        """)
                .param("id", token.id())
                .param("session", token.session())
                .param("owner", token.owner())
                .param("hash", token.hash().bytes())
                .param("now", Times.column(token.now()))
                .param("expiresAt", Times.column(token.expiresAt()))
                .update();
    }

    /**
     * Locks the session that a refresh token belongs to, until the transaction ends: whatever else happens to the
     * family (another refresh, a logout, a revocation) happens before or after.
     */
    boolean lockSessionOf(Sha256 hash) {
        return jdbc.sql("""
                        select s.id from sessions s
                        where s.id = (select session_id from refresh_tokens where token_hash = :hash)
                        for update
                        """)
                .param("hash", hash.bytes())
                .query((_, _) -> true)
                .optional()
                .orElse(false);
    }

    /** A statement of its own after the lock, because only a new one sees what the earlier holder has changed. */
    Presented presented(Sha256 hash) {
        return jdbc.sql("""
                        select t.id, t.session_id, t.owner_id, t.expires_at, t.rotated_at, t.successor_id,
                            coalesce(next.rotated_at is not null, false) as successor_used,
                            s.fingerprint, s.expires_at as session_expires_at,
                            s.ended_at is null and u.disabled_at is null as alive
                        from refresh_tokens t
                            join sessions s on s.id = t.session_id
                            join users u on u.id = t.owner_id
                            left join refresh_tokens next on next.id = t.successor_id
                        where t.token_hash = :hash
                        """)
                .param("hash", hash.bytes())
                .query(SessionRepository::presented)
                .single();
    }

    /** Marks a token as used, unless it is already: the one statement that decides which request rotates. */
    boolean rotate(UUID token, UUID successor, Instant now) {
        return jdbc.sql("""
                        update refresh_tokens set rotated_at = :now, successor_id = :successor
                        where id = :id and rotated_at is null
                        """)
                        .param("id", token)
                        .param("successor", successor)
                        .param("now", Times.column(now))
                        .update()
                == 1;
    }

    void seen(UUID session, String address, Instant now) {
        jdbc.sql("update sessions set last_seen_at = :now, address = :address where id = :id")
                .param("id", session)
                .param("address", address)
                .param("now", Times.column(now))
                .update();
    }

    /** Ends a session; false if it had already ended. */
    boolean end(UUID session, String reason, Instant now) {
        return jdbc.sql("update sessions set ended_at = :now, end_reason = :reason where id = :id and ended_at is null")
                        .param("id", session)
                        .param("reason", reason)
                        .param("now", Times.column(now))
                        .update()
                == 1;
    }

    /** Ends all of a user's sessions, but for one that may be kept, and returns which. */
    List<UUID> endOthers(UUID owner, @Nullable UUID kept, String reason, Instant now) {
        return jdbc.sql("""
                        update sessions set ended_at = :now, end_reason = :reason
                        where owner_id = :owner and ended_at is null and id is distinct from cast(:kept as uuid)
                        returning id
                        """)
                .param("owner", owner)
                .param("kept", kept)
                .param("reason", reason)
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    boolean isAlive(UUID owner, UUID session, Instant now) {
        return jdbc.sql("""
                        select exists (select from sessions s join refresh_tokens t on t.session_id = s.id
                            where s.owner_id = :owner and s.id = :session and s.ended_at is null
                                and t.rotated_at is null and t.expires_at > :now)
                        """)
                .param("owner", owner)
                .param("session", session)
                .param("now", Times.column(now))
                .query(Boolean.class)
                .single();
    }

    /** The sessions that can still go on, newest first (their ids grow with time). */
    List<LiveSession> live(UUID owner, @Nullable UUID after, int limit, Instant now) {
        return jdbc.sql("""
                        select s.id, s.device, s.address, s.created_at, s.last_seen_at, t.expires_at
                        from sessions s join refresh_tokens t on t.session_id = s.id
                        where s.owner_id = :owner and s.ended_at is null and t.rotated_at is null
                            and t.expires_at > :now and (cast(:after as uuid) is null or s.id < :after)
                        order by s.id desc limit :limit
                        """)
                .param("owner", owner)
                .param("after", after)
                .param("limit", limit)
                .param("now", Times.column(now))
                .query((row, _) -> new LiveSession(
                        row.getObject("id", UUID.class),
                        row.getString("device"),
                        row.getString("address"),
                        Times.instant(row, "created_at"),
                        Times.instant(row, "last_seen_at"),
                        Times.instant(row, "expires_at")))
                .list();
    }

    void revoke(AccessToken token) {
        jdbc.sql("insert into revoked_tokens (id, expires_at) values (:id, :expiresAt) on conflict do nothing")
                .param("id", token.id())
                .param("expiresAt", Times.column(token.expiresAt()))
                .update();
    }

    /** The role of the token's user, if session, user and token are all still good at this moment. */
    Optional<Role> welcome(AccessToken token, Instant now) {
        return jdbc.sql("""
                        select u.role
                        from sessions s join users u on u.id = s.owner_id
                        where s.id = :session and u.id = :user and s.ended_at is null and s.expires_at > :now
                            and u.disabled_at is null
                            and u.valid_after = timestamptz 'epoch' + :generation * interval '1 microsecond'
                            and not exists (select from revoked_tokens where id = :token)
                        """)
                .param("session", token.sessionId())
                .param("user", token.userId())
                .param("generation", token.generation())
                .param("token", token.id())
                .param("now", Times.column(now))
                .query(String.class)
                .optional()
                .map(Role::of);
    }

    void forgetEndedBefore(Instant time) {
        jdbc.sql("delete from sessions where ended_at < :time or expires_at < :time")
                .param("time", Times.column(time))
                .update();
    }

    void forgetTokensExpiredBefore(Instant time) {
        for (String table : List.of("refresh_tokens", "revoked_tokens")) {
            jdbc.sql("delete from " + table + " where expires_at < :time")
                    .param("time", Times.column(time))
                    .update();
        }
    }

    private static Presented presented(ResultSet row, int number) throws SQLException {
        return new Presented(
                row.getObject("id", UUID.class),
                row.getObject("session_id", UUID.class),
                row.getObject("owner_id", UUID.class),
                Times.instant(row, "expires_at"),
                Times.optionalInstant(row, "rotated_at"),
                row.getObject("successor_id", UUID.class),
                row.getBoolean("successor_used"),
                Sha256.stored(row.getBytes("fingerprint")),
                Times.instant(row, "session_expires_at"),
                row.getBoolean("alive"));
    }
}

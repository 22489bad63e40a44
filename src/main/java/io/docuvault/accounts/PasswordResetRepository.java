package io.docuvault.accounts;

import io.docuvault.shared.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the table {@code password_resets}. */
@Repository
class PasswordResetRepository {

    private final JdbcClient jdbc;

    PasswordResetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps the hash of a new token; the one before it is worth nothing any more. */
    void insert(UUID owner, Sha256 token, Instant expiresAt) {
        jdbc.sql("""
                        insert into password_resets (owner_id, token_hash, expires_at)
                        values (:owner, :token, :expiresAt)
                        on conflict (owner_id) do update
                            set token_hash = excluded.token_hash, expires_at = excluded.expires_at
                        """)
                .param("owner", owner)
                .param("token", token.bytes())
                .param("expiresAt", Times.column(expiresAt))
                .update();
    }

    /** Whose password the token is good for. */
    Optional<UUID> ownerOf(Sha256 token, Instant now) {
        return jdbc.sql("select owner_id from password_resets where token_hash = :token and expires_at > :now")
                .param("token", token.bytes())
                .param("now", Times.column(now))
                .query(UUID.class)
                .optional();
    }

    void forget(UUID owner) {
        jdbc.sql("delete from password_resets where owner_id = :owner")
                .param("owner", owner)
                .update();
    }
}

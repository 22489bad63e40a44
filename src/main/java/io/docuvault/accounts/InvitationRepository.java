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

/** SQL of the table {@code invitations}. */
@Repository
class InvitationRepository {

    private static final String COLUMNS = " id, email, role, quota_bytes, language, created_at, sent_at, expires_at ";

    private final JdbcClient jdbc;

    InvitationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds an invitation; empty if this address has one already. */
    Optional<Invitation> insert(UUID administrator, Invitation invitation, Sha256 token) {
        return jdbc.sql("""
                        insert into invitations (id, invited_by, email, role, quota_bytes, language, token_hash, created_at, sent_at,
                            expires_at)
                        values (:id, :by, :email, :role, :quota, :language, :token, :created, :sent, :expires)
                        on conflict (email_key) do nothing
                        returning""" + COLUMNS)
                .param("id", invitation.id())
                .param("by", administrator)
                .param("email", invitation.email())
                .param("role", invitation.role().column())
                .param("quota", invitation.quotaBytes())
                .param("language", invitation.language())
                .param("token", token.bytes())
                .param("created", Times.column(invitation.createdAt()))
                .param("sent", Times.column(invitation.sentAt()))
                .param("expires", Times.column(invitation.expiresAt()))
                .query(InvitationRepository::invitation)
                .optional();
    }

    /** Newest first. */
    List<Invitation> list(@Nullable UUID before, int limit) {
        return jdbc.sql("select" + COLUMNS + """
                        from invitations where (:before::uuid is null or id < :before) order by id desc limit :limit
                        """)
                .param("before", before)
                .param("limit", limit)
                .query(InvitationRepository::invitation)
                .list();
    }

    /** Makes the link before worthless. */
    Optional<Invitation> renew(UUID id, Sha256 token, Instant now, Instant expiresAt) {
        return jdbc.sql("""
                        update invitations set token_hash = :token, sent_at = :now, expires_at = :expires
                        where id = :id
                        returning""" + COLUMNS)
                .param("id", id)
                .param("token", token.bytes())
                .param("now", Times.column(now))
                .param("expires", Times.column(expiresAt))
                .query(InvitationRepository::invitation)
                .optional();
    }

    Optional<Invitation> withToken(Sha256 token, Instant now) {
        return jdbc.sql("select" + COLUMNS + "from invitations where token_hash = :token and expires_at > :now")
                .param("token", token.bytes())
                .param("now", Times.column(now))
                .query(InvitationRepository::invitation)
                .optional();
    }

    /** Takes the invitation away for good: of two who do so at once, one gets it. */
    Optional<Invitation> take(Sha256 token, Instant now) {
        return jdbc.sql("delete from invitations where token_hash = :token and expires_at > :now returning" + COLUMNS)
                .param("token", token.bytes())
                .param("now", Times.column(now))
                .query(InvitationRepository::invitation)
                .optional();
    }

    Optional<Invitation> delete(UUID id) {
        return jdbc.sql("delete from invitations where id = :id returning" + COLUMNS)
                .param("id", id)
                .query(InvitationRepository::invitation)
                .optional();
    }

    /** What an address was offered is of no use once it has an account. */
    void forget(String email) {
        jdbc.sql("delete from invitations where email_key = lower(:email)")
                .param("email", email)
                .update();
    }

    /** What somebody offered who may offer nothing any more. */
    void forgetOf(UUID administrator) {
        jdbc.sql("delete from invitations where invited_by = :by")
                .param("by", administrator)
                .update();
    }

    private static Invitation invitation(ResultSet row, int number) throws SQLException {
        return new Invitation(
                row.getObject("id", UUID.class),
                row.getString("email"),
                Role.of(row.getString("role")),
                row.getLong("quota_bytes"),
                row.getString("language"),
                Times.instant(row, "created_at"),
                Times.instant(row, "sent_at"),
                Times.instant(row, "expires_at"));
    }
}

package io.docuvault.accounts;

import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the table {@code users}. */
@Repository
class UserRepository {

    /** What a login needs to know of a user. */
    record Credentials(
            Account account, String passwordHash, Instant passwordChangedAt, boolean disabled, Instant validAfter) {

        UUID id() {
            return account.id();
        }

        /** Whether what was found out about this user's password is still so: a hash may change without it. */
        boolean hasPasswordOf(Credentials earlier) {
            return passwordChangedAt.equals(earlier.passwordChangedAt);
        }

        /** Without the hash. */
        @Override
        public String toString() {
            return "Credentials[" + account.id() + "]";
        }
    }

    private static final String SELECT = """
            select u.*, exists (
                    select from second_factors f where f.owner_id = u.id and f.confirmed_at is not null
                ) as second_factor
            from users u where\s""";

    private final JdbcClient jdbc;

    UserRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a user, unless the address is taken. */
    boolean insert(Account user, String passwordHash) {
        return jdbc.sql("""
                        insert into users (id, email, display_name, password_hash, role, language, time_zone,
                            valid_after, quota_bytes, password_changed_at, created_at, updated_at)
                        values (:id, :email, :displayName, :passwordHash, :role, :language, :timeZone,
                            :now, :quota, :now, :now, :now)
                        on conflict (email_key) do nothing
                        """)
                        .param("id", user.id())
                        .param("email", user.email())
                        .param("displayName", user.displayName())
                        .param("passwordHash", passwordHash)
                        .param("role", user.role().column())
                        .param("language", user.language())
                        .param("timeZone", user.timeZone())
                        .param("now", Times.column(user.createdAt()))
                        .param("quota", user.quotaBytes())
                        .update()
                == 1;
    }

    Optional<Account> find(UUID id) {
        return jdbc.sql(SELECT + "u.id = :id")
                .param("id", id)
                .query(UserRepository::account)
                .optional();
    }

    Optional<Credentials> credentials(String email) {
        return jdbc.sql(SELECT + "u.email_key = lower(:email)")
                .param("email", email)
                .query(UserRepository::credentials)
                .optional();
    }

    Optional<Credentials> byId(UUID id) {
        return jdbc.sql(SELECT + "u.id = :id")
                .param("id", id)
                .query(UserRepository::credentials)
                .optional();
    }

    void changeProfile(
            UUID id, @Nullable String displayName, @Nullable String language, @Nullable String timeZone, Instant now) {
        jdbc.sql("""
                        update users set display_name = coalesce(:displayName, display_name),
                            language = coalesce(:language, language), time_zone = coalesce(:timeZone, time_zone),
                            updated_at = :now
                        where id = :id
                        """)
                .param("id", id)
                .param("displayName", displayName)
                .param("language", language)
                .param("timeZone", timeZone)
                .param("now", Times.column(now))
                .update();
    }

    /** The user as they are now, and stay until the transaction ends. */
    Optional<Credentials> lock(UUID id) {
        return locked(id, "for share");
    }

    /** As {@link #lock}, for a transaction that is going to change the user. */
    Optional<Credentials> lockToChange(UUID id) {
        return locked(id, "for no key update");
    }

    /** As {@link #lock}, and nothing new can refer to the user either. */
    Optional<Credentials> lockToRemove(UUID id) {
        return locked(id, "for update");
    }

    /**
     * The lock first, in a statement of its own: one that had to wait for it would still see the second factor, which is
     * in another table, as it was before the wait.
     */
    private Optional<Credentials> locked(UUID id, String lock) {
        return jdbc.sql("select id from users where id = :id " + lock)
                .param("id", id)
                .query(UUID.class)
                .optional()
                .flatMap(this::byId);
    }

    /** Replaces a hash by another one of the same password. */
    void changeHash(UUID id, String hash) {
        jdbc.sql("update users set password_hash = :hash where id = :id")
                .param("id", id)
                .param("hash", hash)
                .update();
    }

    void changePassword(UUID id, String hash, Instant now) {
        jdbc.sql("""
                        update users set password_hash = :hash, updated_at = :now,
                            password_changed_at = greatest(:now, password_changed_at + interval '1 microsecond')
                        where id = :id
                        """)
                .param("id", id)
                .param("hash", hash)
                .param("now", Times.column(now))
                .update();
    }

    void changeRole(UUID id, Role role, Instant now) {
        jdbc.sql("update users set role = :role, updated_at = :now where id = :id")
                .param("id", id)
                .param("role", role.column())
                .param("now", Times.column(now))
                .update();
    }

    void changeQuota(UUID id, long bytes, Instant now) {
        jdbc.sql("update users set quota_bytes = :bytes, updated_at = :now where id = :id")
                .param("id", id)
                .param("bytes", bytes)
                .param("now", Times.column(now))
                .update();
    }

    void disable(UUID id, Instant now) {
        jdbc.sql("update users set disabled_at = :now, updated_at = :now where id = :id")
                .param("id", id)
                .param("now", Times.column(now))
                .update();
    }

    void enable(UUID id, Instant now) {
        jdbc.sql("update users set disabled_at = null, updated_at = :now where id = :id")
                .param("id", id)
                .param("now", Times.column(now))
                .update();
    }

    /** Makes a user nobody: who they were is forgotten now, and what they have a job removes. Frees the address. */
    void markDeleted(UUID id, Instant now) {
        jdbc.sql("""
                        update users set email = 'deleted ' || id, display_name = '', role = 'user',
                            disabled_at = :now, deleted_at = :now, updated_at = :now
                        where id = :id
                        """).param("id", id).param("now", Times.column(now)).update();
    }

    /** Removes the user and every row that refers to them. */
    void remove(UUID id) {
        jdbc.sql("delete from users where id = :id and deleted_at is not null")
                .param("id", id)
                .update();
    }

    /** Refuses every access token issued so far. The value only grows, whatever the clock does. */
    void refuseEarlierTokens(UUID id, Instant now) {
        jdbc.sql("""
                        update users set valid_after = greatest(:now, valid_after + interval '1 microsecond')
                        where id = :id
                        """).param("id", id).param("now", Times.column(now)).update();
    }

    boolean administratorExists() {
        return jdbc.sql("select exists (select from users where role = 'administrator')")
                .query(Boolean.class)
                .single();
    }

    /** Whether somebody else administers, who can sign in. Asked under {@link #lockSetup}. */
    boolean otherAdministratorExists(UUID id) {
        return jdbc.sql("""
                        select exists (
                            select from users where role = 'administrator' and disabled_at is null and id <> :id
                        )
                        """).param("id", id).query(Boolean.class).single();
    }

    /** Lets one transaction at a time decide who is an administrator. */
    void lockSetup() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('docuvault.setup', 0))")
                .query((_, _) -> 0)
                .single();
    }

    private static Credentials credentials(ResultSet row, int number) throws SQLException {
        return new Credentials(
                account(row, number),
                row.getString("password_hash"),
                Times.instant(row, "password_changed_at"),
                Times.optionalInstant(row, "disabled_at") != null,
                Times.instant(row, "valid_after"));
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("display_name"),
                Role.of(row.getString("role")),
                row.getString("language"),
                row.getString("time_zone"),
                row.getBoolean("second_factor"),
                row.getLong("quota_bytes"),
                row.getLong("used_bytes"),
                row.getLong("reserved_bytes"),
                Times.instant(row, "created_at"));
    }
}

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
    record Credentials(Account account, String passwordHash, boolean disabled, Instant validAfter) {

        /** Without the hash. */
        @Override
        public String toString() {
            return "Credentials[" + account.id() + "]";
        }
    }

    private final JdbcClient jdbc;

    UserRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a user, unless the address is taken. */
    boolean insert(Account user, String passwordHash) {
        return jdbc.sql("""
                        insert into users (id, email, display_name, password_hash, role, language, valid_after,
                            quota_bytes, created_at, updated_at)
                        values (:id, :email, :displayName, :passwordHash, :role, :language, :now, :quota, :now, :now)
                        on conflict (email_key) do nothing
                        """)
                        .param("id", user.id())
                        .param("email", user.email())
                        .param("displayName", user.displayName())
                        .param("passwordHash", passwordHash)
                        .param("role", user.role().column())
                        .param("language", user.language())
                        .param("now", Times.column(user.createdAt()))
                        .param("quota", user.quotaBytes())
                        .update()
                == 1;
    }

    Optional<Account> find(UUID id) {
        return jdbc.sql("select * from users where id = :id")
                .param("id", id)
                .query(UserRepository::account)
                .optional();
    }

    Optional<Credentials> credentials(String email) {
        return jdbc.sql("select * from users where email_key = lower(:email)")
                .param("email", email)
                .query(UserRepository::credentials)
                .optional();
    }

    Optional<Credentials> byId(UUID id) {
        return jdbc.sql("select * from users where id = :id")
                .param("id", id)
                .query(UserRepository::credentials)
                .optional();
    }

    void changeProfile(UUID id, @Nullable String displayName, @Nullable String language, Instant now) {
        jdbc.sql("""
                        update users set display_name = coalesce(:displayName, display_name),
                            language = coalesce(:language, language), updated_at = :now
                        where id = :id
                        """)
                .param("id", id)
                .param("displayName", displayName)
                .param("language", language)
                .param("now", Times.column(now))
                .update();
    }

    /** The user as they are now, and stay until the transaction ends. */
    Optional<Credentials> lock(UUID id) {
        return jdbc.sql("select * from users where id = :id for share")
                .param("id", id)
                .query(UserRepository::credentials)
                .optional();
    }

    void changeHash(UUID id, String hash) {
        jdbc.sql("update users set password_hash = :hash where id = :id")
                .param("id", id)
                .param("hash", hash)
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

    /** Lets one transaction at a time decide whether there is an administrator. */
    void lockSetup() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('docuvault.setup', 0))")
                .query((_, _) -> 0)
                .single();
    }

    private static Credentials credentials(ResultSet row, int number) throws SQLException {
        return new Credentials(
                account(row, number),
                row.getString("password_hash"),
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
                row.getLong("quota_bytes"),
                row.getLong("used_bytes"),
                row.getLong("reserved_bytes"),
                Times.instant(row, "created_at"));
    }
}

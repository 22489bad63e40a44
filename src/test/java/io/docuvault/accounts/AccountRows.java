package io.docuvault.accounts;

import com.nimbusds.jose.jwk.ECKey;
import io.docuvault.secrets.Seal;
import io.docuvault.secrets.SecretKeys;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What the tests look up, or set up, behind the interface's back. */
@TestComponent
class AccountRows {

    private final JdbcClient jdbc;
    private final SystemTransactions transactions;
    private final Seal seal;
    private final Seal mailSeal;

    AccountRows(JdbcClient jdbc, SystemTransactions transactions, SecretKeys secrets) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.seal = secrets.seal("signing-keys");
        this.mailSeal = secrets.seal("mail");
    }

    /** As another node would do it; as an old one, so that this node goes on to sign with its own. */
    void insertKey(ECKey key) {
        transactions.run(() -> jdbc.sql("""
                        insert into signing_keys (kid, sealed_key, created_at)
                        values (:kid, :key, now() - interval '1 year')
                        """)
                .param("kid", key.getKeyID())
                .param("key", seal.seal(key.getKeyID(), key.toJSONString()))
                .update());
    }

    /** As another node would do it, of which this one is told nothing. */
    String rotateElsewhere(SigningKeys keys) {
        return transactions.call(() -> keys.rotate(false).kid());
    }

    int signingKeys(String kid) {
        return transactions.call(() -> jdbc.sql("select count(*) from signing_keys where kid = :kid")
                .param("kid", kid)
                .query(Integer.class)
                .single());
    }

    /** How often something is in the audit log that nobody known did. */
    int auditedOfNobody(String action) {
        return transactions.call(
                () -> jdbc.sql("select count(*) from audit_entries where actor_id is null and action = :action")
                        .param("action", action)
                        .query(Integer.class)
                        .single());
    }

    int mailsTo(UUID user) {
        return count("select count(*) from jobs where owner_id = :user and kind = 'mail'", user);
    }

    /** The templates of the mails written to somebody, oldest first. */
    List<String> mailed(UUID user) {
        return transactions.call(
                () -> jdbc.sql("""
                        select payload ->> 'template' from jobs where owner_id = :user and kind = 'mail' order by id
                        """).param("user", user).query(String.class).list());
    }

    /** Every row of every table that belongs to somebody, and what the audit log has of them, as text. */
    String everythingOf(UUID user) {
        return transactions.call(() -> {
            StringBuilder text = new StringBuilder();
            for (String table : ownedTables()) {
                String owner = table.equals("users") ? "id" : "owner_id";
                text.append(String.join(
                                "\n", texts("select t::text from " + table + " t where " + owner + " = :user", user)))
                        .append('\n');
            }
            return text.append(String.join(
                            "\n",
                            texts("select t::text from audit_entries t where :user in (actor_id, subject_id)", user)))
                    .toString();
        });
    }

    /** The tables that hold something of somebody. */
    List<String> ownedTables() {
        return transactions.call(() -> jdbc.sql("""
                        select table_name from information_schema.columns
                        where table_schema = 'public' and column_name = 'owner_id'
                        union select 'users' order by 1
                        """).query(String.class).list());
    }

    private List<@Nullable String> texts(String sql, UUID user) {
        return jdbc.sql(sql).param("user", user).query(String.class).list();
    }

    /** Which mail it is, and its values device and address. */
    String newestMail(UUID user) {
        Map<String, String> values = newestMailValues(user);
        return mailed(user).getLast() + " " + values.get("device") + " " + values.get("address");
    }

    /** What the newest mail to somebody says. */
    Map<String, String> newestMailValues(UUID user) {
        record Sealed(String recipient, String content) {}
        Sealed mail = transactions.call(
                () -> jdbc.sql("""
                        select payload ->> 'to' as recipient, payload ->> 'values' as content from jobs
                        where owner_id = :user and kind = 'mail' order by id desc limit 1
                        """).param("user", user).query(Sealed.class).single());
        byte[] content = Base64.getDecoder().decode(mail.content());
        return new JsonMapper()
                .readValue(
                        mailSeal.open(mail.recipient(), content).orElseThrow(),
                        new TypeReference<Map<String, String>>() {});
    }

    int knownDevices(UUID user) {
        return count("select count(*) from known_devices where owner_id = :user", user);
    }

    String passwordHash(UUID user) {
        return transactions.call(() -> jdbc.sql("select password_hash from users where id = :user")
                .param("user", user)
                .query(String.class)
                .single());
    }

    int sessionsAlive(UUID user) {
        return count("select count(*) from sessions where owner_id = :user and ended_at is null", user);
    }

    int sessions(UUID user) {
        return count("select count(*) from sessions where owner_id = :user", user);
    }

    int refreshTokens(UUID user) {
        return count("select count(*) from refresh_tokens where owner_id = :user", user);
    }

    int liveRefreshTokens(UUID user) {
        return count("select count(*) from refresh_tokens where owner_id = :user and rotated_at is null", user);
    }

    int administrators() {
        return transactions.call(() -> jdbc.sql("select count(*) from users where role = 'administrator'")
                .query(Integer.class)
                .single());
    }

    /** What the audit log holds of a user, oldest first, as {@code action outcome}. */
    List<String> audited(UUID user) {
        return transactions.call(
                () -> jdbc.sql("""
                        select action || ' ' || outcome from audit_entries where actor_id = :user order by seq
                        """).param("user", user).query(String.class).list());
    }

    /** Whether another connection waits for a lock that the running transaction holds. */
    boolean keepsSomebodyWaiting() {
        return jdbc.sql(
                        "select exists (select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid)))")
                .query(Boolean.class)
                .single();
    }

    void change(String sql, UUID user) {
        transactions.run(() -> jdbc.sql(sql).param("user", user).update());
    }

    void run(String sql) {
        transactions.run(() -> jdbc.sql(sql).update());
    }

    private int count(String sql, UUID user) {
        return transactions.call(
                () -> jdbc.sql(sql).param("user", user).query(Integer.class).single());
    }
}

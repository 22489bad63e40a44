package io.docuvault.accounts;

import com.nimbusds.jose.jwk.ECKey;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the tests look up, or set up, behind the interface's back. */
@TestComponent
class AccountRows {

    private final JdbcClient jdbc;
    private final SystemTransactions transactions;
    private final KeySeal seal;

    AccountRows(JdbcClient jdbc, SystemTransactions transactions, KeySeal seal) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.seal = seal;
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

    int mailsTo(UUID user) {
        return count("select count(*) from jobs where owner_id = :user and kind = 'mail'", user);
    }

    /** Which mail it is, and its values device and address. */
    String newestMail(UUID user) {
        return transactions.call(
                () -> jdbc.sql("""
                        select concat_ws(' ', payload ->> 'template', payload -> 'values' ->> 'device',
                            payload -> 'values' ->> 'address')
                        from jobs where owner_id = :user and kind = 'mail' order by id desc limit 1
                        """).param("user", user).query(String.class).single());
    }

    int knownDevices(UUID user) {
        return count("select count(*) from known_devices where owner_id = :user", user);
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

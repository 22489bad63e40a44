package io.docuvault.secondfactor;

import io.docuvault.shared.Times;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the tables {@code second_factors} and {@code backup_codes}. */
@Repository
class SecondFactorRepository {

    /** @param confirmedAt null while its owner has not yet shown a code of it */
    record Factor(
            String sealedSecret, long lastStep, @Nullable Instant confirmedAt) {}

    private final JdbcClient jdbc;

    SecondFactorRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Factor> find(UUID owner) {
        return jdbc.sql("""
                        select encode(sealed_secret, 'hex') as sealed_secret, last_step, confirmed_at
                        from second_factors where owner_id = :owner
                        """)
                .param("owner", owner)
                .query((row, _) -> new Factor(
                        row.getString("sealed_secret"),
                        row.getLong("last_step"),
                        Times.optionalInstant(row, "confirmed_at")))
                .optional();
    }

    /** Keeps a secret to be confirmed, in place of an earlier one; false if there is a confirmed one already. */
    boolean begin(UUID owner, String sealedSecret, Instant now) {
        return jdbc.sql("""
                        insert into second_factors (owner_id, sealed_secret, created_at)
                        values (:owner, decode(:secret, 'hex'), :now)
                        on conflict (owner_id) do update
                            set sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
                            where second_factors.confirmed_at is null
                        """)
                        .param("owner", owner)
                        .param("secret", sealedSecret)
                        .param("now", Times.column(now))
                        .update()
                == 1;
    }

    /** Confirms the secret that the owner has shown a code of, unless another request did, or has replaced it. */
    boolean confirm(UUID owner, String sealedSecret, long step, Instant now) {
        return jdbc.sql("""
                        update second_factors set confirmed_at = :now, last_step = :step
                        where owner_id = :owner and confirmed_at is null and sealed_secret = decode(:secret, 'hex')
                        """)
                        .param("owner", owner)
                        .param("secret", sealedSecret)
                        .param("step", step)
                        .param("now", Times.column(now))
                        .update()
                == 1;
    }

    /** Uses up a step and all before it: the one statement that decides which of several requests may. */
    boolean use(UUID owner, String sealedSecret, long step) {
        return jdbc.sql("""
                        update second_factors set last_step = :step
                        where owner_id = :owner and confirmed_at is not null and sealed_secret = decode(:secret, 'hex')
                            and last_step < :step
                        """)
                        .param("owner", owner)
                        .param("secret", sealedSecret)
                        .param("step", step)
                        .update()
                == 1;
    }

    /** Uses up every step until this one. */
    void burn(UUID owner, long step) {
        jdbc.sql("update second_factors set last_step = greatest(last_step, :step) where owner_id = :owner")
                .param("owner", owner)
                .param("step", step)
                .update();
    }

    /** Counts a wrong code and answers how many there were since the first one that is not older than {@code since}. */
    int countFailure(UUID owner, Instant since, Instant now) {
        return jdbc.sql("""
                        update second_factors set
                            failures = case when failing_since > :since then failures + 1 else 1 end,
                            failing_since = case when failing_since > :since then failing_since else :now end
                        where owner_id = :owner
                        returning failures
                        """)
                .param("owner", owner)
                .param("since", Times.column(since))
                .param("now", Times.column(now))
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    boolean delete(UUID owner) {
        deleteBackupCodes(owner);
        return jdbc.sql("delete from second_factors where owner_id = :owner")
                        .param("owner", owner)
                        .update()
                == 1;
    }

    void deleteBackupCodes(UUID owner) {
        jdbc.sql("delete from backup_codes where owner_id = :owner")
                .param("owner", owner)
                .update();
    }

    void insertBackupCodes(UUID owner, Collection<byte[]> hashes, Instant now) {
        for (byte[] hash : hashes) {
            jdbc.sql("insert into backup_codes (owner_id, code_hash, created_at) values (:owner, :hash, :now)")
                    .param("owner", owner)
                    .param("hash", hash)
                    .param("now", Times.column(now))
                    .update();
        }
    }

    /** Uses a backup code up; false if there is no such code, or it was used before. */
    boolean useBackupCode(UUID owner, byte[] hash) {
        return jdbc.sql("delete from backup_codes where owner_id = :owner and code_hash = :hash")
                        .param("owner", owner)
                        .param("hash", hash)
                        .update()
                == 1;
    }

    int backupCodesLeft(UUID owner) {
        return jdbc.sql("select count(*) from backup_codes where owner_id = :owner")
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }
}

package io.docuvault.storage;

import io.docuvault.shared.Times;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class CloudSignInRepository {

    private final JdbcClient jdbc;
    private final Clock clock;

    CloudSignInRepository(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A sign-in at a vendor that somebody has begun. */
    record Begun(UUID ownerId, @Nullable UUID connectionId, String challenge) {}

    /** Also forgets the owner's that were never finished. */
    void begin(String stateHash, String vendor, Begun signIn, Duration life) {
        jdbc.sql("delete from cloud_sign_ins where owner_id = :owner and expires_at < :now")
                .param("owner", signIn.ownerId())
                .param("now", Times.column(clock.instant()))
                .update();
        jdbc.sql("""
                        insert into cloud_sign_ins (state_hash, owner_id, vendor, connection_id, challenge, expires_at)
                        values (decode(:state, 'hex'), :owner, :vendor, :connection, :challenge, :expires)
                        """)
                .param("state", stateHash)
                .param("owner", signIn.ownerId())
                .param("vendor", vendor)
                .param("connection", signIn.connectionId())
                .param("challenge", signIn.challenge())
                .param("expires", Times.column(clock.instant().plus(life)))
                .update();
    }

    /** Takes a sign-in out: it is good for one time. */
    Optional<Begun> take(String stateHash, String vendor) {
        return jdbc.sql("""
                        delete from cloud_sign_ins
                        where state_hash = decode(:state, 'hex') and vendor = :vendor and expires_at > :now
                        returning owner_id, connection_id, challenge
                        """)
                .param("state", stateHash)
                .param("vendor", vendor)
                .param("now", Times.column(clock.instant()))
                .query(Begun.class)
                .optional();
    }
}

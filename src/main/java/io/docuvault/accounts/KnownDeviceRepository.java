package io.docuvault.accounts;

import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the table {@code known_devices}. */
@Repository
class KnownDeviceRepository {

    private final JdbcClient jdbc;

    KnownDeviceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean hasAny(UUID owner) {
        return jdbc.sql("select exists (select from known_devices where owner_id = :owner)")
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    boolean isKnownPlace(UUID owner, Client client) {
        return jdbc.sql("""
                        select exists (select from known_devices
                            where owner_id = :owner and fingerprint = :fingerprint and network = :network)
                        """)
                .param("owner", owner)
                .param("fingerprint", client.fingerprint().hash().bytes())
                .param("network", client.network())
                .query(Boolean.class)
                .single();
    }

    /** Notes that the device with this token is back, where and as what it is now; false if the owner has none such. */
    boolean seenAgain(UUID owner, Sha256 token, Client client, Instant now) {
        return jdbc.sql("""
                        update known_devices set came_back = true, last_seen_at = :now, fingerprint = :fingerprint,
                            network = :network
                        where owner_id = :owner and token_hash = :token
                        """)
                        .param("owner", owner)
                        .param("token", token.bytes())
                        .param("fingerprint", client.fingerprint().hash().bytes())
                        .param("network", client.network())
                        .param("now", Times.column(now))
                        .update()
                == 1;
    }

    /**
     * Remembers a device by a new token. A client that keeps no cookie comes with none each time: its new token takes the
     * place of the one that nobody ever brought back, so that a script's thousand logins leave one row.
     */
    void remember(UUID owner, Sha256 token, Client client, Instant now) {
        int replaced = jdbc.sql("""
                        update known_devices set token_hash = :token, last_seen_at = :now
                        where owner_id = :owner and id = (select id from known_devices
                            where owner_id = :owner and fingerprint = :fingerprint and network = :network
                                and not came_back
                            order by last_seen_at desc limit 1)
                        """)
                .param("owner", owner)
                .param("token", token.bytes())
                .param("fingerprint", client.fingerprint().hash().bytes())
                .param("network", client.network())
                .param("now", Times.column(now))
                .update();
        if (replaced == 0) {
            insert(owner, token, client, now);
        }
    }

    private void insert(UUID owner, Sha256 token, Client client, Instant now) {
        jdbc.sql("""
                        insert into known_devices (id, owner_id, token_hash, fingerprint, network, first_seen_at,
                            last_seen_at)
                        values (:id, :owner, :token, :fingerprint, :network, :now, :now)
                        """)
                .param("id", Ids.next())
                .param("owner", owner)
                .param("token", token.bytes())
                .param("fingerprint", client.fingerprint().hash().bytes())
                .param("network", client.network())
                .param("now", Times.column(now))
                .update();
    }

    void forgetSeenBefore(Instant time) {
        jdbc.sql("""
                        delete from known_devices old where last_seen_at < :time
                            and exists (select from known_devices newer where newer.owner_id = old.owner_id
                                and (newer.last_seen_at, newer.id) > (old.last_seen_at, old.id))
                        """).param("time", Times.column(time)).update();
    }
}

package io.docuvault.storage;

import io.docuvault.shared.Ids;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps the objects of documents in the server's own stores while somebody copies them. Whoever holds renews it from time
 * to time; of one that was killed nothing is left after {@link #LEASE}. Times are those of the database, so that no
 * node's clock matters.
 */
@Component
@Transactional
public class ObjectHolds {

    public static final Duration LEASE = Duration.ofMinutes(5);

    private final JdbcClient jdbc;

    ObjectHolds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** From its commit on, no object is removed of which a document knew at that time. */
    public UUID begin() {
        UUID id = Ids.next();
        jdbc.sql("delete from object_holds where held_until < clock_timestamp()")
                .update();
        jdbc.sql(
                        "insert into object_holds (id, held_until) values (:id, clock_timestamp() + :seconds * interval '1 s')")
                .param("id", id)
                .param("seconds", LEASE.toSeconds())
                .update();
        return id;
    }

    /** Holds on; false if it had run out already, so that something may be gone. */
    public boolean renew(UUID id) {
        return jdbc.sql("""
                        update object_holds set held_until = clock_timestamp() + :seconds * interval '1 s'
                        where id = :id and held_until > clock_timestamp()
                        """).param("id", id).param("seconds", LEASE.toSeconds()).update() == 1;
    }

    public void end(UUID id) {
        jdbc.sql("delete from object_holds where id = :id").param("id", id).update();
    }

    /**
     * Whether anybody holds the objects. Asked after the objects to be removed were read from the database: what was no
     * document's then is none of a copy's that begins later.
     */
    @Transactional(readOnly = true)
    public boolean any() {
        return jdbc.sql("select exists (select from object_holds where held_until > clock_timestamp())")
                .query(Boolean.class)
                .single();
    }
}

package io.docuvault.documents;

import io.docuvault.shared.AfterRestore;
import io.docuvault.shared.Times;
import io.docuvault.storage.Stores;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What was on its way when the backup was made has not arrived: its bytes are in no backup. Nothing is left to remove
 * either, and what was to move to a store of the server's moves to the one that it has now.
 */
@Component
class DocumentsAfterRestore implements AfterRestore {

    private final JdbcClient jdbc;
    private final Stores stores;

    DocumentsAfterRestore(JdbcClient jdbc, Stores stores) {
        this.jdbc = jdbc;
        this.stores = stores;
    }

    @Override
    public void restored(Instant now) {
        jdbc.sql("""
                        update uploads set state = 'aborted', finished_at = :now, staged = null
                        where state in ('pending', 'verifying')
                        """).param("now", Times.column(now)).update();
        jdbc.sql("update users set reserved_bytes = 0 where reserved_bytes <> 0")
                .update();
        jdbc.sql("delete from blobs_to_delete where connection_id is null").update();
        jdbc.sql("update move_items set target = :store, staged = null where connection_id is null")
                .param("store", stores.preferred().id())
                .update();
    }
}

package io.docuvault.secondfactor;

import io.docuvault.shared.AfterRestore;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A code that was used after the backup was made is not good again: none is up to the moment of the restore. */
@Component
class CodesAfterRestore implements AfterRestore {

    private final JdbcClient jdbc;

    CodesAfterRestore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void restored(Instant now) {
        jdbc.sql("update second_factors set last_step = greatest(last_step, :step)")
                // A clock may be a step ahead, and so may a code.
                .param("step", Totp.step(now) + 1)
                .update();
    }
}

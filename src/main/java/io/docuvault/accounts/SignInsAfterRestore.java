package io.docuvault.accounts;

import io.docuvault.shared.AfterRestore;
import io.docuvault.shared.Times;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whoever was signed in has to sign in again: a backup holds no sessions, and no access token outlives a restore. */
@Component
class SignInsAfterRestore implements AfterRestore {

    private final JdbcClient jdbc;

    SignInsAfterRestore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void restored(Instant now) {
        jdbc.sql("update users set valid_after = greatest(:now, valid_after + interval '1 microsecond')")
                .param("now", Times.column(now))
                .update();
    }
}

package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command finds beside a server with an embedded database. */
class AttachedDatabaseTest {

    @Test
    void findsTheDatabaseOfAServerThatRuns() throws SQLException {
        Path home = SharedDatabase.instance().dataDirectory().resolve("database");

        AttachedDatabase found = AttachedDatabase.in(home).orElseThrow();

        assertThat(found.application())
                .isEqualTo(SharedDatabase.instance().postgres().application());
        assertThat(found.migration())
                .isEqualTo(SharedDatabase.instance().postgres().migration());
        try (Connection connection = DriverManager.getConnection(
                found.application().jdbcUrl(),
                found.application().user(),
                found.application().password())) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void findsNoneWhereNobodyHoldsTheHome(@TempDir Path home) throws IOException {
        assertThat(AttachedDatabase.in(home)).isEmpty();

        Files.writeString(home.resolve("lock"), "4711");

        assertThat(AttachedDatabase.in(home)).isEmpty();
        HomeLock.acquire(home).close();
    }
}

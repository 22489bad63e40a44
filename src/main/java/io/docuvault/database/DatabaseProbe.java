package io.docuvault.database;

import io.docuvault.shared.Probe;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

@Component
class DatabaseProbe implements Probe {

    private static final int SECONDS = 2;

    private final DataSource dataSource;

    DatabaseProbe(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public String part() {
        return "database";
    }

    @Override
    public void check() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(SECONDS)) {
                throw new SQLException("The connection does not answer");
            }
        }
    }
}

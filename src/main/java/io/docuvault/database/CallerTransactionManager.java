package io.docuvault.database;

import io.docuvault.shared.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * Tells the database at the start of each transaction on whose behalf it runs, for row-level security to act on. The
 * values end with the transaction, so a pooled connection never carries one caller's rights to the next; outside a
 * transaction no owned row is visible.
 */
final class CallerTransactionManager extends JdbcTransactionManager {

    private static final String SET_CALLER =
            "select set_config('docuvault.user_id', ?, true), set_config('docuvault.scope', ?, true)";

    private record Settings(String userId, String scope) {}

    CallerTransactionManager(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
            throws SQLException {
        super.prepareTransactionalConnection(connection, definition);
        Settings caller = caller();
        try (PreparedStatement statement = connection.prepareStatement(SET_CALLER)) {
            statement.setString(1, caller.userId());
            statement.setString(2, caller.scope());
            statement.execute();
        }
    }

    private static Settings caller() {
        if (!Caller.isBound()) {
            return new Settings("", "");
        }
        return switch (Caller.current()) {
            case Caller.User user -> new Settings(user.id().toString(), "user");
            case Caller.SystemItself _ -> new Settings("", "system");
        };
    }
}

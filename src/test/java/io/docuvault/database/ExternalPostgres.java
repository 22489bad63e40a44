package io.docuvault.database;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL with the two roles and an empty database, as an operator's would be: nobody's embedded one. */
public final class ExternalPostgres implements AutoCloseable {

    private final Path home;
    private final EmbeddedPostgres server;

    private ExternalPostgres(Path home) {
        this.home = home;
        this.server = EmbeddedPostgres.start(home.resolve("database"));
    }

    public static ExternalPostgres start() {
        return new ExternalPostgres(SharedDatabase.temporaryDirectory());
    }

    /** Host and port. */
    public String address() {
        return URI.create(server.application().jdbcUrl().substring("jdbc:".length()))
                .getAuthority();
    }

    public String appPassword() {
        return server.application().password();
    }

    public String migratePassword() {
        return server.migration().password();
    }

    /** The first column of the first row, for the system itself; null where it is. */
    public String ask(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void change(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        DatabaseAddress owner = server.migration();
        Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
        try (Statement statement = connection.createStatement()) {
            statement.execute("set docuvault.scope to 'system'");
        }
        return connection;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Durable.deleteTree(home);
    }
}

package io.docuvault.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** What only the embedded server's superuser can do: the database itself, then {@code db/bootstrap.sql} in it. */
final class Bootstrap {

    private static final String DATABASE = "docuvault";

    private Bootstrap() {}

    static DatabaseAddress address(int port, String user, String password) {
        return new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, user, password);
    }

    static void run(int port, Passwords passwords) throws IOException {
        try {
            createDatabase("jdbc:postgresql://127.0.0.1:" + port + "/postgres", passwords.superuser());
            DatabaseAddress address = address(port, "postgres", passwords.superuser());
            try (Connection connection = connect(address.jdbcUrl(), address.password());
                    Statement statement = connection.createStatement()) {
                tell(connection, "docuvault.migrate_password", passwords.migrate());
                tell(connection, "docuvault.app_password", passwords.app());
                statement.execute(script());
            }
        } catch (SQLException e) {
            throw new DatabaseStartException("The embedded database cannot be set up: " + e.getMessage(), e);
        }
    }

    private static void createDatabase(String url, String password) throws SQLException {
        try (Connection connection = connect(url, password);
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select from pg_database where datname = '%s'".formatted(DATABASE))) {
            if (!found.next()) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    private static Connection connect(String url, String password) throws SQLException {
        return DriverManager.getConnection(url, "postgres", password);
    }

    private static void tell(Connection connection, String name, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, false)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.execute();
        }
    }

    private static String script() throws IOException {
        try (InputStream in = Bootstrap.class.getResourceAsStream("/db/bootstrap.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
    }
}

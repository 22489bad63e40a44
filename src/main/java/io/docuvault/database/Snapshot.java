package io.docuvault.database;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The database as it was at one moment. Its tables are written as CSV with a header, which any program reads. */
public final class Snapshot implements AutoCloseable {

    /** A table with the columns that are kept: those that are worked out from others are not. */
    public record Table(String name, List<String> columns) {}

    private static final int FETCH = 1000;

    private final Connection connection;

    private Snapshot(Connection connection) {
        this.connection = connection;
    }

    static Snapshot of(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        Snapshot snapshot = new Snapshot(connection);
        // The first statement decides which moment it is.
        snapshot.texts("select 1");
        return snapshot;
    }

    /** All tables but Flyway's own. */
    public List<Table> tables() throws IOException {
        try {
            return tables(connection);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    static List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select c.relname, array_agg(a.attname::text order by a.attnum)
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                            and c.relname <> 'flyway_schema_history'
                            and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                        group by c.relname order by c.relname
                        """)) {
            while (rows.next()) {
                tables.add(new Table(
                        rows.getString(1), List.of((String[]) rows.getArray(2).getArray())));
            }
        }
        return tables;
    }

    /** Writes all rows of a table; how many they are. */
    public long copy(Table table, OutputStream out) throws IOException {
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy %s to stdout with %s".formatted(named(table), CSV), out);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    static final String CSV = "(format csv, header true, encoding 'UTF8')";

    static String named(Table table) {
        return quoted(table.name())
                + table.columns().stream()
                        .map(Snapshot::quoted)
                        .toList()
                        .toString()
                        .replace('[', '(')
                        .replace(']', ')');
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** What the next value of each sequence follows. */
    public SortedMap<String, Long> sequences() throws IOException {
        SortedMap<String, Long> values = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select sequencename, last_value from pg_sequences
                        where schemaname = 'public' and last_value is not null
                        """)) {
            while (rows.next()) {
                values.put(rows.getString(1), rows.getLong(2));
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
        return values;
    }

    /** What takes each row of a query, in turn. */
    public interface Row {
        void take(ResultSet row) throws SQLException, IOException;
    }

    /** Passes the rows of a query on, however many, without holding them. */
    public void each(String sql, Row row) throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    row.take(rows);
                }
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** The version of PostgreSQL that holds it. */
    public String postgresql() throws IOException {
        try {
            return texts("show server_version");
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private String texts(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            @Nullable String text = row.getString(1);
            return text == null ? "" : text;
        }
    }

    private static IOException unreadable(SQLException e) {
        return new IOException("The database can't be read: " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }
}

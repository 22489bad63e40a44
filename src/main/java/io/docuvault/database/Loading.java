package io.docuvault.database;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * Loads the tables of an empty database in one transaction. Row-level security, triggers and foreign keys are lifted
 * meanwhile: COPY does nothing below row-level security, triggers have done their work when the rows were first written,
 * and keys that are checked at the end, all at once, let tables come in any order.
 */
public final class Loading {

    /** Where rows come from. */
    public interface Source {

        /** The rows of a table. */
        Rows open(String table) throws IOException;

        Map<String, Long> sequences();
    }

    /** The rows of one table. */
    public interface Rows extends AutoCloseable {

        List<String> columns();

        InputStream csv();

        /**
         * Compares what was loaded with what was written.
         *
         * @throws IOException if it is something else, or another number of rows
         */
        void check(long loaded) throws IOException;

        @Override
        void close() throws IOException;
    }

    private record ForeignKey(String table, String name, String definition) {}

    private final Connection connection;

    Loading(Connection connection) {
        this.connection = connection;
    }

    void load(Set<String> names, Source source) throws SQLException, IOException {
        List<String> tables =
                Snapshot.tables(connection).stream().map(Snapshot.Table::name).toList();
        Set<String> unknown =
                names.stream().filter(name -> !tables.contains(name)).collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            throw new IOException("The backup has tables that its version of the schema has not: " + unknown);
        }
        List<String> forced = texts("""
                select relname from pg_class
                where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity
                """);
        List<ForeignKey> keys = foreignKeys();
        for (ForeignKey key : keys) {
            execute("alter table %s drop constraint %s".formatted(key.table(), Snapshot.quoted(key.name())));
        }
        for (String table : tables) {
            execute("alter table %s disable trigger user".formatted(Snapshot.quoted(table)));
        }
        for (String table : forced) {
            execute("alter table %s no force row level security".formatted(Snapshot.quoted(table)));
        }
        // What migrations have put in, such as the beginning of the audit log, is in the backup as well.
        execute("truncate " + names.stream().map(Snapshot::quoted).sorted().collect(Collectors.joining(", ")));
        for (String table : names.stream().sorted().toList()) {
            copy(table, source);
        }
        for (Map.Entry<String, Long> sequence : source.sequences().entrySet()) {
            set(sequence.getKey(), sequence.getValue());
        }
        for (ForeignKey key : keys) {
            execute("alter table %s add constraint %s %s"
                    .formatted(key.table(), Snapshot.quoted(key.name()), key.definition()));
        }
        for (String table : tables) {
            execute("alter table %s enable trigger user".formatted(Snapshot.quoted(table)));
        }
        for (String table : forced) {
            execute("alter table %s force row level security".formatted(Snapshot.quoted(table)));
        }
    }

    private void copy(String table, Source source) throws SQLException, IOException {
        try (Rows rows = source.open(table)) {
            String target = Snapshot.named(new Snapshot.Table(table, rows.columns()));
            long loaded = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy %s from stdin with %s".formatted(target, Snapshot.CSV), rows.csv());
            rows.check(loaded);
        }
    }

    private List<ForeignKey> foreignKeys() throws SQLException {
        List<ForeignKey> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
                        where connamespace = 'public'::regnamespace and contype = 'f' order by 1, 2
                        """)) {
            while (rows.next()) {
                keys.add(new ForeignKey(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return keys;
    }

    private void set(String sequence, long value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select setval(?::regclass, ?)")) {
            statement.setString(1, "public." + Snapshot.quoted(sequence));
            statement.setLong(2, value);
            statement.execute();
        }
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package io.docuvault.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.stereotype.Service;

/**
 * All rows out of a database, and into an empty one, by PostgreSQL's own COPY: no program of PostgreSQL's is needed, and
 * the other server may be of another version of it.
 */
@Service
public class DatabaseCopies {

    /** What the pool of a restore calls itself ({@code ApplicationName}), to be told from a server's. */
    public static final String RESTORING = "docuvault-restore";

    private static final String SYSTEM = "set docuvault.scope to 'system'";

    private final DatabaseServer server;
    private final Flyway flyway;

    DatabaseCopies(DatabaseServer server, Flyway flyway) {
        this.server = server;
        this.flyway = flyway;
    }

    /** The version of the schema, as the newest migration that was made. */
    public String schemaVersion() {
        return version(flyway.info().current())
                .orElseThrow(() -> new DatabaseStartException("The database has no schema yet."))
                .getVersion();
    }

    /** Opens a view of the database as it is at this moment, which stays so however long it is open. */
    public Snapshot snapshot() throws IOException {
        try {
            Connection connection = connect();
            try {
                return Snapshot.of(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("The database can't be read: " + e.getMessage(), e);
        }
    }

    /** The backup whose rows are in this database, without its restore having come to an end; empty if there is none. */
    public Optional<String> unfinished() {
        return query("""
                select to_regclass('public.restores') is not null
                """).equals("t") ? Optional.of(query("""
                select coalesce((select backup from restores where finished_at is null), '')
                """)).filter(backup -> !backup.isEmpty()) : Optional.empty();
    }

    /**
     * Brings an empty database to a version of the schema.
     *
     * @throws DatabaseStartException with a sentence for the operator if it is not empty, in use, or the version is none
     *     of this program's
     */
    public void prepare(String version) {
        MigrationVersion wanted = MigrationVersion.fromVersion(version);
        if (List.of(flyway.info().all()).stream().noneMatch(known -> wanted.equals(known.getVersion()))) {
            throw new DatabaseStartException(
                    "The backup was made by a newer DocuVault (its schema has the version %s): use that one's jar."
                            .formatted(version));
        }
        requireUnused();
        Optional<MigrationVersion> present = version(flyway.info().current());
        if (present.isPresent() && present.get().compareTo(wanted) > 0) {
            throw new DatabaseStartException(
                    "A newer DocuVault than the one that made the backup has already set this database up. It is empty:"
                            + " remove it (DATA_DIR/database, or make a new one with bootstrap.sql) and try again.");
        }
        Flyway.configure()
                .configuration(flyway.getConfiguration())
                .target(wanted)
                .load()
                .migrate();
    }

    private void requireUnused() {
        if (query("select to_regclass('public.users') is not null").equals("t")
                && query("select exists (select from users) or exists (select from audit_entries)")
                        .equals("t")) {
            throw new DatabaseStartException(
                    "This installation is not empty, and a restore never deletes anything. Restore into an empty DATA_DIR,"
                            + " or into a new database, or move what is here out of the way first.");
        }
        String others = """
                select exists (select from pg_stat_activity
                    where datname = current_database() and usename = '%s' and application_name <> '%s')
                """.formatted(server.application().user().replace("'", "''"), RESTORING);
        if (query(others).equals("t")) {
            throw new DatabaseStartException("A server is at work on this database. Stop it first.");
        }
    }

    /**
     * Loads rows into the database that {@link #prepare} has brought to their version, all of them or none.
     *
     * @param backup which backup they come from; {@link #unfinished} says so from then on
     */
    public void load(String backup, Set<String> tables, Loading.Source source) throws IOException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            new Loading(connection).load(tables, source);
            update(connection, "insert into restores (backup) values (?)", backup);
            connection.commit();
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("analyze");
            }
        } catch (SQLException e) {
            throw new IOException("The rows can't be loaded: " + e.getMessage(), e);
        }
    }

    /** From the version that the rows were loaded at to this program's. */
    public void migrate() {
        flyway.migrate();
        RoleCheck.mustBeUnderRowSecurity(server.application());
    }

    /** From now on servers start on this database. */
    public void finish(String backup) throws IOException {
        try (Connection connection = connect()) {
            update(connection, "update restores set finished_at = clock_timestamp() where backup = ?", backup);
        } catch (SQLException e) {
            throw new IOException("The end of the restore can't be written down: " + e.getMessage(), e);
        }
    }

    private static Optional<MigrationVersion> version(@org.jspecify.annotations.Nullable MigrationInfo migration) {
        return Optional.ofNullable(migration).map(MigrationInfo::getVersion);
    }

    private static void update(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            statement.executeUpdate();
        }
    }

    private String query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException e) {
            throw new DatabaseStartException("The database can't be read: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        DatabaseAddress owner = server.migration();
        Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
        try (Statement statement = connection.createStatement()) {
            statement.execute(SYSTEM);
        }
        return connection;
    }
}

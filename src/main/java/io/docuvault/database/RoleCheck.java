package io.docuvault.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, before anything is served, whether the database keeps users apart for the role that the application works as. */
final class RoleCheck {

    private static final Logger log = LoggerFactory.getLogger(RoleCheck.class);

    private static final String QUESTION = """
            select role.rolsuper or role.rolbypassrls as above_row_security,
                   exists (select from pg_class where relowner = role.oid) as owns_something,
                   (select proleakproof from pg_proc where oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure)
                       as searches_by_index
            from pg_roles role
            where role.rolname = current_user
            """;

    private RoleCheck() {}

    static void mustBeUnderRowSecurity(DatabaseAddress application) {
        try (Connection connection =
                        DriverManager.getConnection(application.jdbcUrl(), application.user(), application.password());
                Statement statement = connection.createStatement();
                ResultSet role = statement.executeQuery(QUESTION)) {
            role.next();
            if (role.getBoolean("above_row_security") || role.getBoolean("owns_something")) {
                throw new DatabaseStartException(
                        "The role %s of DATABASE_URL is a superuser, may bypass row-level security or owns tables, so the database would not keep users apart: use the role docuvault_app as db/bootstrap.sql makes it."
                                .formatted(application.user()));
            }
            if (!role.getBoolean("searches_by_index")) {
                log.warn(
                        "Searches will be slow: the last part of db/bootstrap.sql was not run in this database by a superuser");
            }
        } catch (SQLException e) {
            throw new DatabaseStartException(
                    "The database of DATABASE_URL (%s) does not answer: %s".formatted(application, e.getMessage()), e);
        }
    }
}

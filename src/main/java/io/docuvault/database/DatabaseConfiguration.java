package io.docuvault.database;

import static org.flywaydb.core.api.MigrationState.FUTURE_SUCCESS;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Flyway works as the owner of the schema, the connection pool as the role that may only read and write rows. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private record PoolConnection(DatabaseAddress address) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return address.jdbcUrl();
        }

        @Override
        public String getUsername() {
            return address.user();
        }

        @Override
        public String getPassword() {
            return address.password();
        }
    }

    private record MigrationConnection(DatabaseAddress address) implements FlywayConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return address.jdbcUrl();
        }

        @Override
        public String getUsername() {
            return address.user();
        }

        @Override
        public String getPassword() {
            return address.password();
        }
    }

    @Bean
    JdbcConnectionDetails poolConnection(DatabaseServer server) {
        return new PoolConnection(server.application());
    }

    @Bean
    FlywayConnectionDetails migrationConnection(DatabaseServer server) {
        return new MigrationConnection(server.migration());
    }

    @Bean
    FlywayMigrationStrategy migrateAndCheckTheRole(DatabaseServer server, Environment environment) {
        DatabaseSettings settings = DatabaseSettings.of(environment);
        if (!settings.migrate()) {
            return _ -> {};
        }
        boolean beside = settings.attach() && !(server instanceof EmbeddedDatabase);
        return flyway -> {
            if (beside) {
                mustBeOfThisVersion(flyway);
            } else {
                flyway.migrate();
            }
            RoleCheck.mustBeUnderRowSecurity(server.application());
            new DatabaseCopies(server, flyway).unfinished().ifPresent(backup -> {
                throw new DatabaseStartException(
                        "This installation is being restored from the backup %s, which was interrupted: documents' files are missing. Run the same 'restore' again; it goes on where it stopped."
                                .formatted(backup));
            });
        };
    }

    @Bean
    CallerTransactionManager transactionManager(DataSource dataSource) {
        return new CallerTransactionManager(dataSource);
    }

    /** A command may be of another version than the server that is at work. */
    private static void mustBeOfThisVersion(Flyway flyway) {
        MigrationInfo current = flyway.info().current();
        if (flyway.info().pending().length > 0 || (current != null && current.getState() == FUTURE_SUCCESS)) {
            throw new DatabaseStartException(
                    "The database is of another version of DocuVault than this command: use the server's own jar, and start the server before the command.");
        }
    }
}

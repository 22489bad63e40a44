package io.docuvault.database;

import javax.sql.DataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
    FlywayMigrationStrategy migrateAndCheckTheRole(DatabaseServer server) {
        return flyway -> {
            flyway.migrate();
            RoleCheck.mustBeUnderRowSecurity(server.application());
        };
    }

    @Bean
    CallerTransactionManager transactionManager(DataSource dataSource) {
        return new CallerTransactionManager(dataSource);
    }
}

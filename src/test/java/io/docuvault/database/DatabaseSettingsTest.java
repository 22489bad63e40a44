package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.shared.NodeRole;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Reads the settings as the application does: from {@code application.yaml} and the environment. */
class DatabaseSettingsTest {

    private static final String APP = "postgresql://docuvault_app:a@db/vault";
    private static final String MIGRATE = "postgresql://docuvault_migrate:m@db/vault";

    private static DatabaseSettings with(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("variables", variables));
        SpringApplication application = new SpringApplicationBuilder(Object.class)
                .web(WebApplicationType.NONE)
                .environment(environment)
                .build();
        // Without our own initializer, which would start the database of these settings.
        application.setInitializers(java.util.List.of());
        try (ConfigurableApplicationContext context = application.run()) {
            return DatabaseSettings.of(context.getEnvironment());
        }
    }

    @Test
    void keepsTheEmbeddedDatabaseInTheDataDirectory() {
        assertThat(with(Map.of())).isEqualTo(new DatabaseSettings("", "", Path.of("data/database"), false, true));
        assertThat(with(Map.of("DATA_DIR", "/srv/vault")).directory()).isEqualTo(Path.of("/srv/vault/database"));
    }

    @Test
    void takesADatabaseOfTheOperatorsOwn() {
        DatabaseServer server = with(Map.of("DATABASE_URL", APP, "DATABASE_MIGRATE_URL", MIGRATE))
                .server(NodeRole.WEB);

        assertThat(server)
                .isEqualTo(new ExternalDatabase(
                        new DatabaseAddress("jdbc:postgresql://db/vault", "docuvault_app", "a"),
                        new DatabaseAddress("jdbc:postgresql://db/vault", "docuvault_migrate", "m")));
    }

    @Test
    void refusesHalfADatabaseNamingTheMissingVariable() {
        assertThatThrownBy(() -> with(Map.of("DATABASE_URL", APP)).server(NodeRole.ALL))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("DATABASE_MIGRATE_URL is not");
        assertThatThrownBy(() -> with(Map.of("DATABASE_MIGRATE_URL", MIGRATE, "DATABASE_URL", " "))
                        .server(NodeRole.ALL))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("DATABASE_URL is not");
    }

    @Test
    void refusesTheOwnerOfTheSchemaAsTheApplicationsRole() {
        assertThatThrownBy(() -> with(Map.of("DATABASE_URL", MIGRATE, "DATABASE_MIGRATE_URL", MIGRATE))
                        .server(NodeRole.ALL))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("same role");
    }

    @Test
    void refusesTheEmbeddedDatabaseToANodeThatIsPartOfSeveral() {
        assertThatThrownBy(() -> with(Map.of()).server(NodeRole.WORKER))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("ROLE=worker needs DATABASE_URL and DATABASE_MIGRATE_URL");
    }
}

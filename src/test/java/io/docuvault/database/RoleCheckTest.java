package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class RoleCheckTest {

    private final SharedDatabase database = SharedDatabase.instance();

    @Test
    void acceptsTheApplicationsRole() {
        assertThatCode(() ->
                        RoleCheck.mustBeUnderRowSecurity(database.postgres().application()))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesASuperuser() throws IOException {
        DatabaseAddress superuser = new DatabaseAddress(
                database.postgres().application().jdbcUrl(),
                "postgres",
                Files.readString(database.dataDirectory().resolve("database/passwords/postgres")));

        assertThatThrownBy(() -> RoleCheck.mustBeUnderRowSecurity(superuser))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("superuser");
    }

    @Test
    void saysWhichDatabaseDoesNotAnswer() {
        DatabaseAddress nowhere = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/vault", "docuvault_app", "secret");

        assertThatThrownBy(() -> RoleCheck.mustBeUnderRowSecurity(nowhere))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("docuvault_app at jdbc:postgresql://127.0.0.1:1/vault")
                .hasMessageNotContaining("secret");
    }
}

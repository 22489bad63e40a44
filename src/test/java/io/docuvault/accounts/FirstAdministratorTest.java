package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.Api;
import io.docuvault.shared.NodeRole;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;

@AccountTest
class FirstAdministratorTest {

    @Autowired
    Api api;

    @Autowired
    Registrations registrations;

    @Autowired
    AccountRows rows;

    private final String email = UUID.randomUUID() + "@example.org";

    @BeforeEach
    void withoutAdministrator() {
        rows.run("update users set role = 'user'");
    }

    @Test
    void isMadeFromTheSettingsOnce() {
        start(email, Api.PASSWORD);
        start(UUID.randomUUID() + "@example.org", Api.PASSWORD);

        Api.Person administrator = api.signIn(email);
        assertThat(Api.json(administrator.http().get().uri("/api/account"))
                        .get("role")
                        .asString())
                .isEqualTo("administrator");
        assertThat(rows.administrators()).isEqualTo(1);
        assertThat(rows.audited(administrator.id())).startsWith("administrator_created success");
    }

    @Test
    void isNotMadeWithoutBothSettings() {
        start(email, "");
        start(null, Api.PASSWORD);

        assertThat(rows.administrators()).isZero();
    }

    @Test
    void stopsTheStartWithASentenceWhenItCannotBeMade() {
        assertThatThrownBy(() -> start(email, "password1"))
                .isInstanceOf(AdministratorException.class)
                .hasMessageContaining("ADMIN_PASSWORD")
                .hasMessageContaining("easy to guess");
        assertThatThrownBy(() -> start("nobody", Api.PASSWORD)).hasMessageContaining("ADMIN_EMAIL");
    }

    private void start(@Nullable String address, String password) {
        new FirstAdministrator(new AccountSettings.Administrator(address, password), registrations, NodeRole.ALL)
                .run(new DefaultApplicationArguments());
    }
}

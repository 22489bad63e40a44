package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

    private static DatabaseAddress parse(String value) {
        return DatabaseAddress.parse("DATABASE_URL", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://app:secret@db.example:5433/vault",
                "postgres://app:secret@db.example:5433/vault",
                "jdbc:postgresql://app:secret@db.example:5433/vault",
                "jdbc:postgresql://db.example:5433/vault?user=app&password=secret",
                " postgresql://app:secret@db.example:5433/vault\n"
            })
    void readsEveryUsualForm(String value) {
        assertThat(parse(value))
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://db.example:5433/vault", "app", "secret"));
    }

    @Test
    void decodesUserAndPassword() {
        DatabaseAddress address = parse("postgresql://a%40b:p%2Fw%3A+%25@db/vault");

        assertThat(address.user()).isEqualTo("a@b");
        assertThat(address.password()).isEqualTo("p/w:+%");
    }

    @Test
    void keepsParametersUnderTheNamesTheDriverKnows() {
        assertThat(parse(
                                "postgresql://a:b@db/vault?sslmode=verify-full&application_name=my%20vault&channel_binding=require")
                        .jdbcUrl())
                .isEqualTo(
                        "jdbc:postgresql://db/vault?sslmode=verify-full&ApplicationName=my+vault&channelBinding=require");
    }

    @Test
    void keepsSeveralHostsAndAddressesOfVersion6() {
        assertThat(parse("postgresql://a:b@one:5432,[::1]:5433/vault").jdbcUrl())
                .isEqualTo("jdbc:postgresql://one:5432,[::1]:5433/vault");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://a:b@db/vault",
                "db.example/vault",
                "postgresql://a:b@db",
                "postgresql://a:b@/vault",
                "postgresql://a:b@db/",
                "postgresql://a:%zz@db/vault",
                "postgresql://db/vault?password=b",
                "postgresql://a@db/vault",
            })
    void refusesAnythingElseNamingTheVariable(String value) {
        assertThatThrownBy(() -> parse(value))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageStartingWith("DATABASE_URL ");
    }

    @Test
    void showsThePasswordNeitherInFailuresNorAsText() {
        assertThatThrownBy(() -> parse("postgresql://app:hunter2@/vault"))
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
        assertThat(parse("postgresql://app:hunter2@db/vault")).hasToString("app at jdbc:postgresql://db/vault");
    }
}

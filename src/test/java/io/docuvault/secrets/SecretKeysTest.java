package io.docuvault.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class SecretKeysTest {

    private static final String GOOD = "0123456789abcdefghijklmnopqrstuv";

    private final MockEnvironment environment = new MockEnvironment();

    @TempDir
    Path home;

    @Test
    void derivesAKeyOfItsOwnForEachPurposeAndTheSameOneEachTime() {
        SecretKeys keys = keys(GOOD);

        byte[] urls = keys.derive("store-urls", "HmacSHA256").getEncoded();

        assertThat(urls)
                .hasSize(32)
                .isEqualTo(keys(GOOD).derive("store-urls", "AES").getEncoded());
        assertThat(urls)
                .isNotEqualTo(keys.derive("refresh-tokens", "HmacSHA256").getEncoded());
        assertThat(urls)
                .isNotEqualTo(
                        keys(GOOD + "w").derive("store-urls", "HmacSHA256").getEncoded());
    }

    @Test
    void keepsAGeneratedSecretThatOnlyTheOwnerMayRead() throws IOException {
        byte[] first = keys(null).derive("test", "AES").getEncoded();
        byte[] afterRestart = keys("").derive("test", "AES").getEncoded();

        assertThat(afterRestart).isEqualTo(first);
        Path file = home.resolve("secrets/secret-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesAShortOrMonotonousSecretByItsName() {
        assertThatThrownBy(() -> keys("too-short"))
                .hasMessageContaining("SECRET_KEY")
                .hasMessageNotContaining("too-short");
        assertThatThrownBy(() -> keys("changeme".repeat(8))).hasMessageContaining("SECRET_KEY");
    }

    @Test
    void demandsASecretWhereSeveralNodesMayShareTheDatabase() {
        environment.setProperty("docuvault.database.url", "postgresql://app:pw@db/docuvault");

        assertThatThrownBy(() -> keys(null)).hasMessageContaining("SECRET_KEY is missing");
        assertThat(home).isEmptyDirectory();
    }

    private SecretKeys keys(@Nullable String given) {
        return new SecretKeys(new SecretSettings(given, home.resolve("secrets")), environment);
    }
}

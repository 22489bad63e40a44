package io.docuvault.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class CredentialKeysTest {

    private static final String ONE = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";
    private static final String OTHER = "7f1c5a09d3b24e6688aa90bbccddeeff00112233445566778899a1b2c3d4e5f6";

    private final UUID anna = new UUID(1, 1);
    private final UUID ben = new UUID(2, 2);

    @Test
    void opensWhatItHasSealed() {
        CredentialKeys keys = CredentialKeysFixture.of(ONE);
        assertThat(keys.open(anna, "row", keys.seal(anna, "row", "secret"))).hasValue("secret");
    }

    @Test
    void opensNothingInAnotherPlaceOrForAnother() {
        CredentialKeys keys = CredentialKeysFixture.of(ONE);
        byte[] sealed = keys.seal(anna, "row", "secret");
        assertThat(keys.open(anna, "other row", sealed)).isEmpty();
        assertThat(keys.open(ben, "row", sealed)).isEmpty();
    }

    @Test
    void opensNothingThatWasTouched() {
        CredentialKeys keys = CredentialKeysFixture.of(ONE);
        byte[] sealed = keys.seal(anna, "row", "secret");
        for (int i = 0; i < sealed.length; i++) {
            byte[] touched = sealed.clone();
            touched[i] ^= 1;
            assertThat(keys.open(anna, "row", touched)).as("byte " + i).isEmpty();
        }
        assertThat(keys.open(anna, "row", new byte[0])).isEmpty();
    }

    @Test
    void neverSealsTheSameTwice() {
        CredentialKeys keys = CredentialKeysFixture.of(ONE);
        assertThat(keys.seal(anna, "row", "secret")).isNotEqualTo(keys.seal(anna, "row", "secret"));
    }

    @Test
    void readsWithOldKeysAndSealsWithTheNewest() {
        byte[] old = CredentialKeysFixture.of(ONE).seal(anna, "row", "secret");
        CredentialKeys both = CredentialKeysFixture.of(OTHER, ONE);
        assertThat(both.open(anna, "row", old)).hasValue("secret");
        byte[] renewed = both.seal(anna, "row", "secret");
        assertThat(CredentialKeysFixture.of(ONE).open(anna, "row", renewed)).isEmpty();
        assertThat(CredentialKeysFixture.of(OTHER).open(anna, "row", renewed)).hasValue("secret");
        assertThat(CredentialKeysFixture.of(OTHER).open(anna, "row", old)).isEmpty();
    }

    @Test
    void refusesWhatIsNoKeyOfThirtyTwoBytes() {
        for (String weak : List.of("short", "A".repeat(44), "0".repeat(64), "MDEyMzQ1Njc4OWFiY2RlZg==")) {
            assertThatThrownBy(() -> CredentialKeysFixture.of(weak))
                    .as(weak)
                    .isInstanceOf(SecretKeyException.class)
                    .hasMessageContaining("CLOUD_CREDS_KEY")
                    .hasMessageNotContaining(weak);
        }
    }

    @Test
    void makesAKeyOnceAndKeepsItForTheOwnerOnly(@TempDir Path directory) throws IOException {
        byte[] sealed = kept(directory, "").seal(anna, "row", "secret");
        assertThat(kept(directory, "").open(anna, "row", sealed)).hasValue("secret");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("secrets/cloud-creds-key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aServerThatRunsSeesTheKeyThatACommandHasMade(@TempDir Path directory) {
        CredentialKeys server = kept(directory, "");
        byte[] old = server.seal(anna, "row", "secret");
        String first = server.keyId();
        CredentialKeys command = kept(directory, "");
        assertThat(command.replaceGenerated(Set.of(first))).isTrue();
        assertThat(command.keyId()).isNotEqualTo(first);
        assertThat(server.open(anna, "row", command.seal(anna, "row", "secret")))
                .hasValue("secret");
        assertThat(server.keyId()).isEqualTo(command.keyId());
        assertThat(command.open(anna, "row", old)).hasValue("secret");
        assertThat(server.open(anna, "row", old)).hasValue("secret");
    }

    @Test
    void keepsFormerKeysForAsLongAsTheyAreUsed(@TempDir Path directory) throws IOException {
        CredentialKeys keys = kept(directory, "");
        byte[] first = keys.seal(anna, "row", "secret");
        String firstKey = keys.keyId();
        keys.replaceGenerated(Set.of(firstKey));
        byte[] second = keys.seal(anna, "row", "secret");
        keys.replaceGenerated(Set.of(firstKey, keys.keyId()));
        assertThat(keys.open(anna, "row", first)).hasValue("secret");
        assertThat(keys.open(anna, "row", second)).hasValue("secret");
        keys.replaceGenerated(Set.of());
        assertThat(keys.open(anna, "row", first)).isEmpty();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("secrets/cloud-creds-key.former"))))
                .isEqualTo("rw-------");
    }

    @Test
    void replacesNoKeyThatTheOperatorGives() {
        CredentialKeys keys = CredentialKeysFixture.of(ONE);
        String id = keys.keyId();
        assertThat(keys.replaceGenerated(Set.of(id))).isFalse();
        assertThat(keys.keyId()).isEqualTo(id);
    }

    @Test
    void needsAKeyWithADatabaseOfOnesOwn(@TempDir Path directory) {
        CredentialKeys keys = kept(directory, "postgresql://elsewhere/docuvault");
        assertThat(keys.available()).isFalse();
        assertThatThrownBy(() -> keys.require("a connection to Google Drive"))
                .hasMessageStartingWith("CLOUD_CREDS_KEY is missing: a connection to Google Drive");
    }

    private static CredentialKeys kept(Path directory, @Nullable String database) {
        return new CredentialKeys(
                new CredentialKeySettings(null, List.of()),
                new SecretSettings(null, directory.resolve("secrets")),
                new MockEnvironment().withProperty("docuvault.database.url", database == null ? "" : database));
    }
}

package io.docuvault.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SealTest {

    private final SecretKeys keys = SecretKeysFixture.secretKeys();
    private final Seal seal = keys.seal("test");

    @Test
    void opensWhatItSealedInThePlaceItWasSealedFor() {
        byte[] sealed = seal.seal("row 1", "a secret");

        assertThat(seal.open("row 1", sealed)).contains("a secret");
        assertThat(keys.seal("test").open("row 1", sealed)).contains("a secret");
        assertThat(seal.open("row 2", sealed)).isEmpty();
        assertThat(keys.seal("something else").open("row 1", sealed)).isEmpty();
    }

    @Test
    void neverSealsTheSameSecretAlike() {
        assertThat(seal.seal("row 1", "a secret")).isNotEqualTo(seal.seal("row 1", "a secret"));
    }

    @Test
    void saysUnderWhichMasterSecretItWasSealed() {
        byte[] here = seal.seal("row 1", "a secret");
        Seal another =
                SecretKeysFixture.secretKeys("another secret: 0f3b5a7c9e1d2846").seal("test");
        byte[] elsewhere = another.seal("row 1", "a secret");

        assertThat(another.open("row 1", here)).isEmpty();
        assertThat(here).startsWith(1).hasSizeGreaterThan(17);
        assertThat(idOf(here)).isEqualTo(idOf(seal.seal("row 2", "more"))).isNotEqualTo(idOf(elsewhere));
    }

    @Test
    void opensNothingThatWasChangedOrCutShort() {
        byte[] sealed = seal.seal("row 1", "a secret");
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThat(seal.open("row 1", changed)).as("byte %d", at).isEmpty();
            assertThat(seal.open("row 1", Arrays.copyOf(sealed, at))).isEmpty();
        }
    }

    private static String idOf(byte[] sealed) {
        return HexFormat.of().formatHex(sealed, 0, 5);
    }
}

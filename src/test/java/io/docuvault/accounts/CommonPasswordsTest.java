package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonPasswordsTest {

    private final CommonPasswords common = new CommonPasswords();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "Password1!",
                "Passw0rd2024!",
                "$ecret99",
                "P@ssw0rd",
                "passwordpassword",
                "qwertyuiop",
                "qwertz123456",
                "1q2w3e4r5t",
                "12345678",
                "31121999",
                "aaaaaaaaaa",
                "abcabcabcabc",
                "iloveyou2024",
                "Sommer2025!",
                "zyxwvutsrq",
                "anna.berg@example.org",
                "Anna.Berg99"
            })
    void knowsWhatIsTriedFirst(String password) {
        assertThat(common.contains(password, "anna.berg@example.org")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seven kettles under the bridge",
                "correct horse battery staple",
                "dr4gon-owls-at-noon",
                "Tr0ub4dor&3x",
                "kT9#vLq2mZ",
                "passwords are hard to choose",
                "Grüße aus Köln!"
            })
    void leavesOthersAlone(String password) {
        assertThat(common.contains(password, "anna.berg@example.org")).isFalse();
    }
}

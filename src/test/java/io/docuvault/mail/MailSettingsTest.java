package io.docuvault.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "https://vault.example.org, https://vault.example.org",
        "https://vault.example.org/, https://vault.example.org",
        "http://localhost:8080, http://localhost:8080",
        "http://[::1]:8080, http://[::1]:8080",
        "https://example.org/papers/vault/, https://example.org/papers/vault"
    })
    void takesTheAddressOfThePages(String given, String address) {
        assertThat(settings(given).frontendUrl()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vault.example.org",
                "/vault",
                "ftp://vault.example.org",
                "javascript:alert(1)",
                "https://",
                "https://anna:secret@vault.example.org",
                "https://vault.example.org?next=x",
                "https://vault.example.org#token",
                "https://vault.example.org/../admin",
                "https://vault.example.org//evil.example.com",
                "https://vault.example.org/%2e%2e",
                "https://vault.example.org\r\nBcc: eve"
            })
    void refusesWhatIsNoAddressOfPagesByItsName(String given) {
        assertThatThrownBy(() -> settings(given)).hasMessageContaining("FRONTEND_URL");
    }

    private static MailSettings settings(String frontendUrl) {
        return new MailSettings(
                null,
                587,
                null,
                null,
                "vault@example.org",
                true,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                frontendUrl);
    }
}

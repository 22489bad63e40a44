package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {

    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox, Linux",
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0 | Edge, Windows",
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36 | Chrome, Android",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1 | Safari, iOS",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18 Safari/605.1 | Safari, macOS",
                "curl/8.5.0 | curl",
                "'' | Unknown client"
            })
    void namesTheDeviceInWords(String userAgent, String device) {
        assertThat(Fingerprint.of(userAgent, "en").device()).isEqualTo(device);
    }

    @Test
    void outlivesAnUpdateOfTheBrowserAndAnotherOrderOfLanguages() {
        Fingerprint before = Fingerprint.of(CHROME.formatted(138), "de-DE,de;q=0.9,en;q=0.8");
        Fingerprint after = Fingerprint.of(CHROME.formatted(139), "de,en-US;q=0.7");

        assertThat(after.claim()).isEqualTo(before.claim());
    }

    @Test
    void tellsBrowsersSystemsAndLanguagesApart() {
        assertThat(Fingerprint.of("curl/8.5.0", "de").claim())
                .isNotEqualTo(Fingerprint.of("curl/8.5.0", "en").claim())
                .isNotEqualTo(Fingerprint.of("Wget/1.2", "de").claim())
                .isNotEqualTo(Fingerprint.of(null, null).claim());
    }
}

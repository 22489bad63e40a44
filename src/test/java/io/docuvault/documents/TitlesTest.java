package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TitlesTest {

    @Test
    void aTitleThatSomebodyWroteIsTaken() {
        assertThat(Titles.of("  Annual  report\n2025 ", "ar25.pdf")).isEqualTo("Annual report 2025");
        assertThat(Titles.of("Mietvertrag Musterstraße 5", "scan.pdf")).isEqualTo("Mietvertrag Musterstraße 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Untitled",
                "untitled document",
                "Microsoft Word - letter.doc",
                "scan0001.pdf",
                "Document1",
                "PowerPoint Presentation",
                "12345",
                "C:\\temp\\x",
                "https://example.org/a",
                "Unbenannt 1"
            })
    void aTitleThatAProgramMadeIsNot(String made) {
        assertThat(Titles.of(made, "Rechnung_2026-01.pdf")).isEqualTo("Rechnung 2026-01");
    }

    @Test
    void aFileNameBecomesReadable() {
        assertThat(Titles.ofFileName("invoice-from-acme.pdf")).isEqualTo("invoice from acme");
        assertThat(Titles.ofFileName("2026-01-31_Stromrechnung.pdf")).isEqualTo("2026-01-31 Stromrechnung");
        assertThat(Titles.ofFileName(".htaccess")).isEqualTo(".htaccess");
    }
}

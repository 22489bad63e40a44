package io.docuvault.extraction.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTextTest {

    @Test
    void dropsWhatPostgresqlRefusesAndKeepsTheRest() {
        assertThat(CleanText.of("a\0b\ud800c\udc00d")).isEqualTo("abcd");
    }

    @Test
    void keepsPairsOfSurrogates() {
        assertThat(CleanText.of("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
    }

    @Test
    void composesToNfc() {
        assertThat(CleanText.of("a\u0308")).isEqualTo("\u00e4");
    }

    @Test
    void keepsOneEmptyLineAtMost() {
        assertThat(CleanText.of("\n\na \t\r\n \n\n\nb\n")).isEqualTo("a\n\nb");
    }

    @Test
    void makesOneLineOfATitleWithoutCuttingACharacter() {
        assertThat(CleanText.line("a\n b\ud83d\ude00", 4)).isEqualTo("a b");
    }
}

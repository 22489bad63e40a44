package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileNamesTest {

    @Test
    void keepsWhatAPersonMayCallAFile() {
        assertThat(FileNames.display("Rechnung März (1).pdf")).isEqualTo("Rechnung März (1).pdf");
        assertThat(FileNames.display("../../etc/passwd")).isEqualTo("../../etc/passwd");
        assertThat(FileNames.display("😀".repeat(63) + ".txt")).hasSize(63 * 2 + 4);
    }

    @Test
    void controlCharactersAndDirectionMarksDoNotSurvive() {
        assertThat(FileNames.display("a\u0000b.txt")).isEqualTo("a b.txt");
        assertThat(FileNames.display("x\r\nSet-Cookie: y.txt")).isEqualTo("x Set-Cookie: y.txt");
        assertThat(FileNames.display("invoice\u202Efdp.exe")).isEqualTo("invoice fdp.exe");
        assertThat(FileNames.display("half\ud83d.txt")).isEqualTo("half .txt");
    }

    @Test
    void composedAndDecomposedNamesAreTheSame() {
        assertThat(FileNames.display("u\u0308ber.txt")).isEqualTo("\u00fcber.txt");
    }

    @Test
    void aLongNameIsCutBeforeItsExtension() {
        String name = FileNames.display("😀".repeat(400) + ".pdf");
        assertThat(name.codePointCount(0, name.length())).isEqualTo(255);
        assertThat(name).endsWith("😀.pdf");
    }

    @Test
    void aNameOfNothingGetsOne() {
        assertThat(FileNames.display("\u0000 \t")).isEqualTo("unnamed");
        assertThat(FileNames.display(null)).isEqualTo("unnamed");
    }
}

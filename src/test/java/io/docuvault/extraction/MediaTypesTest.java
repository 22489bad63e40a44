package io.docuvault.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            %PDF-1.7,               lease.pdf,   application/pdf
            %PDF-1.7,               holiday.jpg, application/pdf
            <!DOCTYPE html><html>,  invoice.pdf, text/html
            just some words,        notes.txt,   text/plain
            """)
    void believesTheContentBeforeTheName(String content, String name, String expected) {
        assertThat(MediaTypes.detect(content.getBytes(StandardCharsets.UTF_8), name))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "letter.docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "letter.zip,  application/zip"
    })
    void tellsOfficeFilesFromArchivesByTheirName(String name, String expected) {
        assertThat(MediaTypes.detect(new byte[] {'P', 'K', 3, 4, 0, 0}, name)).isEqualTo(expected);
    }
}

package io.docuvault.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.extraction.Extraction.Extracted;
import io.docuvault.extraction.Extraction.Quarantined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Settings for tests and what is asked of the outcomes again and again. */
final class ExtractionFixture {

    private ExtractionFixture() {}

    static ExtractionSettings settings(Path directory) {
        return settings(directory, DataSize.ofMegabytes(256), Duration.ofSeconds(40));
    }

    static ExtractionSettings settings(Path directory, DataSize memory, Duration timeLimit) {
        return new ExtractionSettings(
                1,
                memory,
                timeLimit,
                timeLimit,
                100,
                Duration.ofMinutes(5),
                1_000_000,
                DataSize.ofMegabytes(32),
                "tesseract",
                List.of("deu", "eng"),
                10,
                directory);
    }

    static Extracted extracted(Extractor extractor, Path file) throws InterruptedException {
        Extraction extraction = extractor.extract(file, file.getFileName().toString());
        assertThat(extraction).isInstanceOf(Extracted.class);
        return (Extracted) extraction;
    }

    static Quarantined quarantined(Extractor extractor, Path file) throws InterruptedException {
        Extraction extraction = extractor.extract(file, file.getFileName().toString());
        assertThat(extraction).isInstanceOf(Quarantined.class);
        return (Quarantined) extraction;
    }

    static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> commandLine(child).contains("io.docuvault.extraction.child.Main"))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}

package io.docuvault.extraction;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the processes that read documents.
 *
 * @param processes child processes at most; 0 means one for every two cores
 * @param memory heap of one child
 * @param timeLimit for the first try of a document; with {@code retryTimeLimit} it stays below a minute
 * @param documentsPerProcess after so many documents a child is replaced
 * @param idleTime an unused child is stopped after this time to give its memory back
 * @param textCharacters text beyond this is cut off
 * @param unpackedSize what may be unpacked from one document, nested archives included
 * @param ocrLanguages tesseract's names; those that are not installed are left out
 * @param ocrPages pages or pictures of one document to recognise text in
 * @param directory where children keep their temporary files; the system's when not set
 */
@Validated
@ConfigurationProperties("docuvault.extraction")
record ExtractionSettings(
        @DefaultValue("0") @Min(0) @Max(64) int processes,
        @DefaultValue("512MB") DataSize memory,
        @DefaultValue("40s") Duration timeLimit,
        @DefaultValue("14s") Duration retryTimeLimit,
        @DefaultValue("200") @Min(1) int documentsPerProcess,
        @DefaultValue("5m") Duration idleTime,
        @DefaultValue("10000000") @Min(1) @Max(50_000_000) int textCharacters,
        @DefaultValue("256MB") DataSize unpackedSize,
        @DefaultValue("tesseract") @NotBlank String tesseract,
        @DefaultValue({"deu", "eng"}) List<String> ocrLanguages,
        @DefaultValue("50") @Min(0) int ocrPages,
        @Nullable Path directory) {

    ExtractionSettings {
        ocrLanguages = List.copyOf(ocrLanguages);
    }

    int processesOrDefault() {
        return processes > 0 ? processes : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}

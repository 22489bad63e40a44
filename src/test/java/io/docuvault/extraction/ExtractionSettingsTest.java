package io.docuvault.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ExtractionSettingsTest {

    @Test
    void hasDefaultsThatEndEachDocumentWithinAMinute() {
        ExtractionSettings settings = bind(Map.of());

        assertThat(settings.memory()).isEqualTo(DataSize.ofMegabytes(512));
        assertThat(settings.timeLimit().plus(settings.retryTimeLimit())).isLessThan(Duration.ofMinutes(1));
        assertThat(settings.ocrLanguages()).containsExactly("deu", "eng");
        assertThat(settings.processesOrDefault()).isPositive();
        assertThat(settings.directory()).isNull();
    }

    @Test
    void bindsItsNames() {
        ExtractionSettings settings = bind(Map.of(
                "docuvault.extraction.processes", "3",
                "docuvault.extraction.memory", "1GB",
                "docuvault.extraction.time-limit", "20s",
                "docuvault.extraction.retry-time-limit", "5s",
                "docuvault.extraction.text-characters", "1000",
                "docuvault.extraction.unpacked-size", "10MB",
                "docuvault.extraction.ocr-languages", "fra,eng"));

        assertThat(settings.processesOrDefault()).isEqualTo(3);
        assertThat(settings.memory()).isEqualTo(DataSize.ofGigabytes(1));
        assertThat(settings.timeLimit()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.retryTimeLimit()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.textCharacters()).isEqualTo(1000);
        assertThat(settings.unpackedSize()).isEqualTo(DataSize.ofMegabytes(10));
        assertThat(settings.ocrLanguages()).isEqualTo(List.of("fra", "eng"));
    }

    private static ExtractionSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("docuvault.extraction", ExtractionSettings.class);
    }
}

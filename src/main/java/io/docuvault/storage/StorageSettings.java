package io.docuvault.storage;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How files are kept.
 *
 * @param directory where the local file store has its objects
 * @param partSize how much a client sends in one request of a direct upload; the last part may be smaller
 * @param maxFileSize the largest file that is taken
 */
@Validated
@ConfigurationProperties("docuvault.storage")
public record StorageSettings(
        @NotNull Path directory,
        @DefaultValue("8MB") DataSize partSize,
        @DefaultValue("20GB") DataSize maxFileSize) {}

package io.docuvault.storage;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the server talks to cloud drives.
 *
 * @param connectTimeout until a connection stands
 * @param readTimeout for the next bytes of an answer, and for all of one that is not a file
 * @param retries how often a call is repeated that failed in passing
 * @param backoff before the first repetition; doubled with each
 * @param patience how long one call waits between its repetitions, in all
 * @param answerLimit the largest answer that is not a file
 * @param backendUrl where the browser reaches this server, for the address it comes back to; null for where its request
 *     came to
 * @param frontendUrl where the pages are, if not there
 * @param caFile certificates (PEM) of authorities that servers which users name may come from besides those that Java
 *     trusts
 */
@Validated
@ConfigurationProperties("docuvault.storage.cloud")
public record CloudSettings(
        @DefaultValue("10s") @NotNull Duration connectTimeout,
        @DefaultValue("60s") @NotNull Duration readTimeout,
        @DefaultValue("5") @Min(0) int retries,
        @DefaultValue("500ms") @NotNull Duration backoff,
        @DefaultValue("60s") @NotNull Duration patience,
        @DefaultValue("1MB") @NotNull DataSize answerLimit,
        @Nullable String backendUrl,
        @Nullable String frontendUrl,
        @Nullable Path caFile) {

    private static final int READS = 5;

    /** How long a file may be waited for besides the time that its bytes need. */
    Duration standstill() {
        return readTimeout.multipliedBy(READS);
    }
}

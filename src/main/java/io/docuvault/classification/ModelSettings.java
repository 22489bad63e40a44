package io.docuvault.classification;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Which model is asked where nobody has chosen one, and how models are dealt with.
 *
 * @param provider that answers unless an administrator or a user says otherwise
 * @param model of that provider; its own default where this is blank
 * @param allowedBaseUrls other addresses than the default one that users may choose for a provider
 * @param connectTimeout until a connection stands
 * @param deadline for all of a call, however it drips
 * @param answerLimit the largest answer
 * @param concurrency calls of one provider at the same time, on each node
 * @param localConcurrency the same for a provider on the operator's own machines, which mostly have one graphics card
 * @param patience how long a job waits for its turn at a provider before its document is put off; others wait for the job
 * @param failures after how many calls in trouble, of the last {@code 2 * failures}, a provider is left alone
 * @param rest for how long at first; doubled with each further trouble
 * @param longestRest and how long at most
 * @param resumeInterval how often documents that were put off are looked at
 * @param sentRetention how long it can be shown what was sent
 * @param currency of the prices
 * @param prices of models beside those that are known or instead of them, as {@code model=input/output} for a million
 *     tokens
 */
@Validated
@ConfigurationProperties("docuvault.ai")
record ModelSettings(
        @DefaultValue("ollama") @NotBlank String provider,
        @Nullable String model,
        @DefaultValue List<URI> allowedBaseUrls,
        @DefaultValue("5s") @NotNull Duration connectTimeout,
        @DefaultValue("90s") @NotNull Duration deadline,
        @DefaultValue("1MB") @NotNull DataSize answerLimit,
        @DefaultValue("4") @Min(1) int concurrency,
        @DefaultValue("2") @Min(1) int localConcurrency,
        @DefaultValue("1s") @NotNull Duration patience,
        @DefaultValue("3") @Min(1) int failures,
        @DefaultValue("30s") @NotNull Duration rest,
        @DefaultValue("15m") @NotNull Duration longestRest,
        @DefaultValue("15s") @NotNull Duration resumeInterval,
        @DefaultValue("90d") @NotNull Duration sentRetention,
        @DefaultValue("USD") @Pattern(regexp = "[A-Z]{3}") String currency,
        @DefaultValue List<String> prices) {

    /** After which no answer to a call comes any more. */
    Duration longestCall() {
        return deadline.plusSeconds(30);
    }
}

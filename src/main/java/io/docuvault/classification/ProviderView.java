package io.docuvault.classification;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider as its settings show it. The key itself is never shown again.
 *
 * @param label the vendor's name
 * @param local whether documents stay on the operator's machines
 * @param needsKey whether it is of no use without one
 * @param defaultModel where none is chosen
 * @param model that was chosen here; null for the default
 * @param baseUrl that was chosen here; null for the default
 * @param baseUrls what may be chosen by whoever may choose at all; empty where nothing may
 * @param hasKey whether a key is kept here
 * @param keyHint its last characters
 * @param systemKey whether the system's account can be used without a key of one's own
 * @param problem why it is not asked at present
 */
public record ProviderView(
        String name,
        String label,
        boolean local,
        boolean needsKey,
        String defaultModel,
        @Nullable String model,
        @Nullable String baseUrl,
        List<String> baseUrls,
        boolean hasKey,
        @Nullable String keyHint,
        boolean systemKey,
        @Nullable Problem problem) {

    /**
     * Why a provider is not asked at present.
     *
     * @param code stable, for programs
     * @param detail a sentence for a person
     * @param until when it is asked again
     */
    public record Problem(
            String code,
            String detail,
            @Nullable Instant since,
            @Nullable Instant until) {}
}

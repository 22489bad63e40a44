package io.docuvault.classification;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a model is reached for one person.
 *
 * @param systemPays whether the system's account is used, and its budget
 * @param blockedUntil when it may be asked again, where the vendor asked for a pause or refused the account
 */
record ModelAccount(
        AiProvider provider,
        String model,
        URI baseUrl,
        String key,
        boolean systemPays,
        @Nullable String problemCode,
        @Nullable String problemDetail,
        @Nullable Instant blockedUntil) {

    /** Whether documents stay on the operator's machines. */
    boolean local() {
        return provider.local(model);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return provider.name() + " " + model + " at " + baseUrl;
    }
}

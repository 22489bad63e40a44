package io.docuvault.classification;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a model is reached for one person.
 *
 * @param systemPays whether the system's account is used, and its budget
 * @param usersModel whether it is used with a model of the user's own choice, whose problems are nobody else's
 * @param blockedUntil when it may be asked again, where the vendor asked for a pause or refused the account
 */
record ModelAccount(
        AiProvider provider,
        String model,
        URI baseUrl,
        String key,
        boolean systemPays,
        boolean usersModel,
        @Nullable String problemCode,
        @Nullable String problemDetail,
        @Nullable Instant blockedUntil) {

    ModelAccount(
            AiProvider provider,
            String model,
            URI baseUrl,
            String key,
            boolean systemPays,
            @Nullable String problemCode,
            @Nullable String problemDetail,
            @Nullable Instant blockedUntil) {
        this(provider, model, baseUrl, key, systemPays, false, problemCode, problemDetail, blockedUntil);
    }

    /** With a user's choice of a model, and what is the matter with that unless the account itself is blocked. */
    ModelAccount withModelOf(AiAccountRow own, Instant now) {
        boolean blocked = blockedUntil != null && blockedUntil.isAfter(now);
        return new ModelAccount(
                provider,
                model,
                baseUrl,
                key,
                systemPays,
                true,
                blocked ? problemCode : own.problemCode(),
                blocked ? problemDetail : own.problemDetail(),
                blocked ? blockedUntil : own.blockedUntil());
    }

    /** Whether the same would be sent to the same place at the same person's cost. */
    boolean isLike(ModelAccount other) {
        return provider.name().equals(other.provider.name())
                && model.equals(other.model)
                && baseUrl.equals(other.baseUrl)
                && key.equals(other.key)
                && systemPays == other.systemPays;
    }

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

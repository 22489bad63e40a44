package io.docuvault.classification;

import io.docuvault.ephemeral.RateLimit;
import io.docuvault.ephemeral.RateLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks a model whether it is there. */
@Component
public class AiChecks {

    /**
     * What came of it.
     *
     * @param code {@code ok}, or why not: stable, for programs
     * @param detail a sentence for a person
     * @param model null for the built-in provider, and where nothing is set up
     */
    public record Checked(
            boolean available,
            String code,
            String detail,
            String provider,
            @Nullable String model,
            long latencyMs) {}

    /** Each costs a few tokens, perhaps of the server's account, and a place among those that sort documents. */
    private static final RateLimit OFTEN_ENOUGH = new RateLimit("ai-check", 20, Duration.ofMinutes(10));

    private final Gate gate;
    private final Providers providers;
    private final RateLimits limits;

    AiChecks(Gate gate, Providers providers, RateLimits limits) {
        this.gate = gate;
        this.providers = providers;
        this.limits = limits;
    }

    /** @param wanted the provider that was asked for; null for whichever answers */
    Checked check(UUID owner, @Nullable String wanted, Optional<ModelAccount> account) {
        if (account.isPresent()) {
            limits.take(OFTEN_ENOUGH, owner.toString());
            return check(owner, account.get());
        }
        if (wanted == null || wanted.equals(Providers.BUILT_IN)) {
            ProviderHealth health = providers.builtIn().healthCheck(Gate.free());
            return new Checked(health.available(), health.code(), health.detail(), Providers.BUILT_IN, null, 0);
        }
        return new Checked(false, "key_missing", "There is no key for it.", wanted, null, 0);
    }

    private Checked check(UUID owner, ModelAccount account) {
        AiProvider provider = account.provider();
        try {
            Gate.Call<ProviderHealth> call = gate.check(account, owner, Prompts.HEALTH_TOKENS, provider::healthCheck);
            ProviderException failure = call.failure();
            ProviderHealth health = failure == null && call.answer() != null
                    ? call.answer()
                    : new ProviderHealth(
                            false,
                            failure == null ? "failed" : failure.code(),
                            failure == null ? "It did not answer." : failure.detail());
            return new Checked(
                    health.available(),
                    health.code(),
                    health.detail(),
                    provider.name(),
                    account.model(),
                    call.took().toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Checked(false, "interrupted", "The server is stopping.", provider.name(), account.model(), 0);
        }
    }
}

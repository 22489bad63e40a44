package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Limit;
import io.docuvault.shared.ProblemException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The rules for what somebody writes about a model, their own or the system's. */
@Component
class AccountChanges {

    private static final int MOST_MODEL = 100;
    private static final int MOST_KEY = 500;
    private static final int SHORTEST_WITH_HINT = 12;

    private final Providers providers;
    private final AiSettingsRepository repository;
    private final ModelKeys keys;
    private final ModelSettings settings;
    private final Clock clock;

    AccountChanges(
            Providers providers, AiSettingsRepository repository, ModelKeys keys, ModelSettings settings, Clock clock) {
        this.providers = providers;
        this.repository = repository;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    static ProblemException unknownProvider() {
        return ProblemException.invalid("provider", "unknown_provider", "There is no such provider.");
    }

    static Limit limit(@Nullable Long micros, @Nullable Long tokens) {
        if (micros != null && micros < 0) {
            throw ProblemException.invalid("budgetMicros", "negative", "A budget is not negative.");
        }
        if (tokens != null && tokens < 0) {
            throw ProblemException.invalid("budgetTokens", "negative", "A budget is not negative.");
        }
        return new Limit(micros, tokens);
    }

    /**
     * Keeps model, address and key for a provider.
     *
     * @param owner null for the system
     * @param address one that may be chosen; null for the default
     * @param key null to leave it, empty to remove it
     */
    void apply(
            @Nullable UUID owner,
            String provider,
            @Nullable String model,
            @Nullable String address,
            @Nullable String key) {
        AiAccountRow before = repository.accounts(owner).getOrDefault(provider, AiAccountRow.empty(provider));
        String sealed = before.sealedKey();
        String hint = before.keyHint();
        if (key != null && !key.isBlank()) {
            String text = key(key);
            sealed = keys.seal(owner, provider, text);
            hint = text.length() < SHORTEST_WITH_HINT ? null : text.substring(text.length() - 4);
        } else if (key != null || !Objects.equals(before.baseUrl(), address)) {
            // A key that nobody can read again is not to be sent to another address than it was given for.
            sealed = null;
            hint = null;
        }
        AiAccountRow after = new AiAccountRow(provider, model(model), address, sealed, hint, null, null, null, null);
        repository.save(owner, after, keyId(before, sealed, key), clock.instant());
    }

    private @Nullable String keyId(AiAccountRow before, @Nullable String sealed, @Nullable String key) {
        if (sealed == null) {
            return null;
        }
        // The blob itself names its master key: a kept one may be under an older key than the newest.
        return sealed.equals(before.sealedKey()) && key == null ? sealed.substring(2, 10) : keys.keyId();
    }

    private static @Nullable String model(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        String model = given.strip();
        if (model.length() > MOST_MODEL || !model.matches("[\\p{Alnum}][\\p{Alnum}._:/@+-]*")) {
            throw ProblemException.invalid("model", "model", "This is no model's name.");
        }
        return model;
    }

    private static String key(String given) {
        String key = given.strip();
        if (key.length() > MOST_KEY || !key.matches("[\\x21-\\x7e]+")) {
            throw ProblemException.invalid("apiKey", "key", "This is no key: it has spaces in it or is too long.");
        }
        return key;
    }

    /** An address in the one form in which addresses are kept and compared. */
    static String address(String given) {
        try {
            URI uri = URI.create(given.strip());
            String scheme = uri.getScheme();
            if (uri.getHost() != null
                    && ("https".equals(scheme) || "http".equals(scheme))
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && given.length() <= 300) {
                return uri.toString().replaceFirst("/+$", "");
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw ProblemException.invalid("baseUrl", "address", "An address begins with https:// and has no name in it.");
    }

    /** Whether a user may choose an address that is in the form of {@link #address}. */
    static boolean isAllowed(ModelSettings settings, AiProvider.Defaults defaults, String address) {
        return defaults.usersMayMoveIt()
                && Stream.concat(Stream.of(defaults.baseUrl()), settings.allowedBaseUrls().stream())
                        .map(URI::toString)
                        .map(AccountChanges::address)
                        .anyMatch(address::equals);
    }

    ProviderView view(
            AiProvider provider,
            AiAccountRow row,
            Optional<ModelAccount> system,
            Optional<ProviderView.Problem> trouble) {
        AiProvider.Defaults defaults = Objects.requireNonNull(provider.defaults());
        String model = row.model() == null ? system.map(ModelAccount::model).orElse(defaults.model()) : row.model();
        return new ProviderView(
                provider.name(),
                defaults.label(),
                provider.local(model),
                defaults.stubKey() == null,
                system.map(ModelAccount::model).orElse(defaults.model()),
                row.model(),
                row.baseUrl(),
                defaults.usersMayMoveIt()
                        ? Stream.concat(
                                        Stream.of(defaults.baseUrl().toString()),
                                        settings.allowedBaseUrls().stream().map(URI::toString))
                                .distinct()
                                .toList()
                        : List.of(),
                row.hasKey(),
                row.keyHint(),
                system.isPresent(),
                trouble.isPresent() ? trouble.get() : problem(row, system));
    }

    /** One's own account's, else that of the system's account that would be used. */
    private static ProviderView.@Nullable Problem problem(AiAccountRow row, Optional<ModelAccount> system) {
        if (row.problemCode() != null) {
            return new ProviderView.Problem(
                    row.problemCode(), String.valueOf(row.problemDetail()), row.problemAt(), row.blockedUntil());
        }
        return system.filter(account -> !row.hasKey() && account.problemCode() != null)
                .map(account -> new ProviderView.Problem(
                        String.valueOf(account.problemCode()),
                        String.valueOf(account.problemDetail()),
                        null,
                        account.blockedUntil()))
                .orElse(null);
    }

    List<ProviderView> systemViews() {
        var rows = repository.accounts(null);
        return providers.models().stream()
                .map(provider -> view(
                        provider,
                        rows.getOrDefault(provider.name(), AiAccountRow.empty(provider.name())),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }
}

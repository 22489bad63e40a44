package io.docuvault.classification;

import io.docuvault.shared.Caller;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Which model answers for whom, and how it is reached. */
@Component
class ModelAccounts {

    private final Providers providers;
    private final AiSettingsRepository repository;
    private final ModelKeys keys;
    private final ModelSettings settings;
    private final TransactionTemplate apart;
    private final Clock clock;

    ModelAccounts(
            Providers providers,
            AiSettingsRepository repository,
            ModelKeys keys,
            ModelSettings settings,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.providers = providers;
        this.repository = repository;
        this.keys = keys;
        this.settings = settings;
        this.apart = new TransactionTemplate(transactionManager);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    /**
     * The model for what a policy allows: the owner's own choice, else the system's. Empty where the built-in provider
     * answers: because somebody chose it, nobody may see the document, or nothing that may is set up. A choice of the
     * owner's that can't be used is not replaced by another vendor.
     */
    @Transactional(readOnly = true)
    public Optional<ModelAccount> choose(UUID owner, AiPolicy policy) {
        String own = repository.of(owner).provider();
        String system = systemProvider();
        if (Providers.BUILT_IN.equals(own)
                || (own != null && account(owner, own).isEmpty())) {
            return Optional.empty();
        }
        return Stream.of(Optional.ofNullable(own), Optional.of(system))
                .flatMap(Optional::stream)
                .takeWhile(name -> !name.equals(Providers.BUILT_IN))
                .flatMap(name -> account(owner, name).stream())
                .filter(account -> policy.allowsModel(account.local()))
                .findFirst();
    }

    String systemProvider() {
        String chosen = repository.system().provider();
        return chosen != null && providers.find(chosen).isPresent() ? chosen : settings.provider();
    }

    /** How a person reaches a provider: with a key of their own, else by the system's account; empty if there is neither. */
    @Transactional(readOnly = true)
    public Optional<ModelAccount> account(UUID owner, String name) {
        AiProvider provider = providers.find(name).orElse(null);
        AiProvider.Defaults defaults = provider == null ? null : provider.defaults();
        if (provider == null || defaults == null) {
            return Optional.empty();
        }
        AiAccountRow own = row(owner, name);
        Optional<String> key = opened(owner, own);
        if (trouble(owner, provider, own).isPresent()) {
            return Optional.empty();
        }
        if (key.isPresent()) {
            URI address = own.baseUrl() == null ? defaults.baseUrl() : URI.create(own.baseUrl());
            String model = own.model() == null ? modelOf(name, defaults) : own.model();
            return Optional.of(account(provider, model, address, key.get(), false, own));
        }
        return system(provider, defaults, defaults.stubKey() == null ? null : own);
    }

    /**
     * Why what a person has set for a provider can't be used: then nobody else's account stands in for it, since it could
     * be at another address than they chose. Empty where nothing is the matter, or nothing was set.
     */
    Optional<ProviderView.Problem> trouble(UUID owner, AiProvider provider, AiAccountRow own) {
        AiProvider.Defaults defaults = provider.defaults();
        if (defaults == null) {
            return Optional.empty();
        }
        String address = own.baseUrl();
        if (address != null && !AccountChanges.isAllowed(settings, defaults, address)) {
            return Optional.of(new ProviderView.Problem(
                    "address_forbidden",
                    "The address that was chosen for " + defaults.label() + " is not allowed any more.",
                    null,
                    null));
        }
        if ((address != null || own.hasKey()) && opened(owner, own).isEmpty()) {
            return Optional.of(new ProviderView.Problem(
                    "key_missing",
                    "There is no key for " + defaults.label() + " that can be used; give it anew.",
                    null,
                    null));
        }
        return Optional.empty();
    }

    /** The system's own account with a provider; empty if it has none. */
    @Transactional(readOnly = true)
    public Optional<ModelAccount> system(String name) {
        return providers
                .find(name)
                .flatMap(provider ->
                        Optional.ofNullable(provider.defaults()).flatMap(defaults -> system(provider, defaults, null)));
    }

    /** @param own a user's account, whose choice of a model counts where that costs nobody anything */
    private Optional<ModelAccount> system(
            AiProvider provider, AiProvider.Defaults defaults, @Nullable AiAccountRow own) {
        String wanted = own == null ? null : own.model();
        AiAccountRow row = row(null, provider.name());
        Optional<String> key = opened(null, row).or(() -> Optional.ofNullable(defaults.stubKey()));
        URI address = row.baseUrl() == null ? defaults.baseUrl() : URI.create(row.baseUrl());
        String model = Stream.of(
                        Optional.ofNullable(wanted),
                        Optional.ofNullable(row.model()),
                        Optional.of(modelOf(provider.name(), defaults)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
        ModelAccount systems = key.map(text -> account(provider, model, address, text, true, row))
                .orElse(null);
        return Optional.ofNullable(
                systems == null || own == null || wanted == null ? systems : systems.withModelOf(own, clock.instant()));
    }

    /** DEFAULT_AI_MODEL is a model of DEFAULT_AI_PROVIDER and of no other. */
    String modelOf(String name, AiProvider.Defaults defaults) {
        String model = settings.model();
        return model != null && !model.isBlank() && name.equals(settings.provider()) ? model : defaults.model();
    }

    private static ModelAccount account(
            AiProvider provider, String model, URI address, String key, boolean systemPays, AiAccountRow row) {
        return new ModelAccount(
                provider, model, address, key, systemPays, row.problemCode(), row.problemDetail(), row.blockedUntil());
    }

    private AiAccountRow row(@Nullable UUID owner, String provider) {
        Map<String, AiAccountRow> accounts = repository.accounts(owner);
        return accounts.getOrDefault(provider, AiAccountRow.empty(provider));
    }

    private Optional<String> opened(@Nullable UUID owner, AiAccountRow row) {
        return Optional.ofNullable(row.sealedKey()).flatMap(text -> keys.open(owner, row.provider(), text));
    }

    /** Notes that an account is not to be asked for a while, and why. */
    void block(UUID owner, ModelAccount account, ProviderException why, Instant until) {
        note(owner, account, why.code(), why.detail(), until);
    }

    /** Notes that nothing is the matter with it any more. */
    void works(UUID owner, ModelAccount account) {
        if (account.problemCode() != null) {
            note(owner, account, null, null, null);
        }
    }

    private void note(
            UUID owner, ModelAccount account, @Nullable String code, @Nullable String detail, @Nullable Instant until) {
        Objects.requireNonNull(Caller.system()
                .call(() -> apart.execute(_ -> {
                    repository.problem(
                            account.systemPays() && !account.usersModel() ? null : owner,
                            account.provider().name(),
                            code,
                            detail,
                            until,
                            clock.instant());
                    return true;
                })));
    }
}

package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Limit;
import io.docuvault.classification.AiBudgetRepository.Spending;
import io.docuvault.classification.Parking.Waiting;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a person sets about models for themselves, and what that has come to. */
@Service
class AiPreferences {

    /**
     * A person's settings.
     *
     * @param provider null for the system's
     * @param systemProvider the one that answers where a user has chosen none
     * @param policy which providers may see documents, where nothing stricter holds
     * @param systemPolicy how far the system lets any document go
     * @param budgetMicros for a month, in millionths of the currency; null for no limit
     * @param active what answers now for a document about which nothing stricter is set
     */
    record Settings(
            @Nullable String provider,
            String systemProvider,
            AiPolicy policy,
            AiPolicy systemPolicy,
            @Nullable Long budgetMicros,
            @Nullable Long budgetTokens,
            String currency,
            Active active,
            List<ProviderView> providers) {}

    /** What answers; the model is null for the built-in provider. */
    record Active(String provider, @Nullable String model, boolean local, boolean systemPays) {}

    /**
     * All of a person's settings as they are to be. {@code model}, {@code baseUrl} and {@code apiKey} are those of the
     * provider that is named in {@code account}, or else in {@code provider}.
     *
     * @param account a provider to be set up without being the one that answers
     * @param apiKey absent to leave it, empty to remove it
     */
    record Change(
            @Nullable String provider,
            @Nullable AiPolicy policy,
            @Nullable Long budgetMicros,
            @Nullable Long budgetTokens,
            @Nullable String account,
            @Nullable String model,
            @Nullable String baseUrl,
            @Nullable String apiKey) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Change[" + provider + "]";
        }
    }

    /**
     * What was used up this month.
     *
     * @param month as {@code 2026-11}, in UTC
     * @param limits one's own and what the server pays; null for none
     * @param months what was spent in each month of the last twelve, newest first, by provider; without empty ones
     * @param waiting documents that wait for a model to be there again
     * @param waitingFor why they do
     */
    record Usage(
            String month,
            String currency,
            int calls,
            long inputTokens,
            long outputTokens,
            long costMicros,
            List<Spending> providers,
            List<Month> months,
            Limits limits,
            int waiting,
            List<Waiting> waitingFor) {}

    /** What was spent in a month, as {@code 2026-11}. */
    record Month(String month, List<Spending> providers) {

        static List<Month> of(Map<String, List<Spending>> spending) {
            return spending.entrySet().stream()
                    .map(entry -> new Month(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    /**
     * What a model is told besides the document, and the form in which it is told the document.
     *
     * @param provider whom the question goes to; the built-in one sends nothing, and this is what a model would be asked
     * @param instructions what DocuVault says, with the owner's topics
     * @param document where file name, title and text come in
     * @param mostCharacters of a document's text
     */
    record Context(String provider, @Nullable String model, String instructions, String document, int mostCharacters) {}

    /** Limits of a month; null for none. */
    record Limits(
            @Nullable Long budgetMicros,
            @Nullable Long budgetTokens,
            @Nullable Long systemBudgetMicros,
            @Nullable Long systemBudgetTokens) {}

    private final AiSettingsRepository repository;
    private final AiBudgetRepository spending;
    private final AiBudget budget;
    private final ModelAccounts accounts;
    private final AccountChanges changes;
    private final Providers providers;
    private final Questions questions;
    private final Parking parking;
    private final ModelSettings settings;
    private final Clock clock;

    AiPreferences(
            AiSettingsRepository repository,
            AiBudgetRepository spending,
            AiBudget budget,
            ModelAccounts accounts,
            AccountChanges changes,
            Providers providers,
            Questions questions,
            Parking parking,
            ModelSettings settings,
            Clock clock) {
        this.repository = repository;
        this.spending = spending;
        this.budget = budget;
        this.accounts = accounts;
        this.changes = changes;
        this.providers = providers;
        this.questions = questions;
        this.parking = parking;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Settings settings(UUID owner) {
        AiSettings own = repository.of(owner);
        AiSystemSettings system = repository.system();
        Active active = accounts.choose(owner, own.policy().and(system.policy()))
                .map(account ->
                        new Active(account.provider().name(), account.model(), account.local(), account.systemPays()))
                .orElse(new Active(Providers.BUILT_IN, null, true, false));
        Map<String, AiAccountRow> rows = repository.accounts(owner);
        return new Settings(
                own.provider(),
                accounts.systemProvider(),
                own.policy(),
                system.policy(),
                own.budget().micros(),
                own.budget().tokens(),
                settings.currency(),
                active,
                providers.models().stream()
                        .map(provider -> view(
                                owner,
                                provider,
                                rows.getOrDefault(provider.name(), AiAccountRow.empty(provider.name()))))
                        .toList());
    }

    private ProviderView view(UUID owner, AiProvider provider, AiAccountRow row) {
        return changes.view(provider, row, accounts.system(provider.name()), accounts.trouble(owner, provider, row));
    }

    @Transactional
    public Settings change(UUID owner, Change change) {
        String provider = known(change.provider());
        Limit limit = AccountChanges.limit(change.budgetMicros(), change.budgetTokens());
        AiPolicy policy = change.policy() == null ? repository.of(owner).policy() : change.policy();
        repository.save(owner, new AiSettings(provider, policy, limit), clock.instant());
        String account = known(change.account() == null ? provider : change.account());
        if (account == null || account.equals(Providers.BUILT_IN)) {
            if (change.apiKey() != null) {
                throw ProblemException.invalid("apiKey", "no_provider", "A key belongs to a provider: name it.");
            }
        } else {
            changes.apply(owner, account, change.model(), address(account, change.baseUrl()), change.apiKey());
        }
        parking.release(owner);
        return settings(owner);
    }

    private @Nullable String known(@Nullable String provider) {
        if (provider != null && providers.find(provider).isEmpty()) {
            throw AccountChanges.unknownProvider();
        }
        return provider;
    }

    /** A user sends keys to addresses of the operator's choice only: the server must not be led elsewhere. */
    private @Nullable String address(String provider, @Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        AiProvider.Defaults defaults = providers
                .find(provider)
                .flatMap(found -> Optional.ofNullable(found.defaults()))
                .orElseThrow();
        String address = AccountChanges.address(given);
        if (!AccountChanges.isAllowed(settings, defaults, address)) {
            throw ProblemException.invalid(
                    "baseUrl", "address_forbidden", "This address is not one that the server's operator allows.");
        }
        return address;
    }

    @Transactional(readOnly = true)
    public Usage usage(UUID owner) {
        LocalDate month = budget.month();
        String name = month.toString().substring(0, 7);
        Map<String, List<Spending>> months = spending.spending(owner, month.minusMonths(11));
        List<Spending> all = months.getOrDefault(name, List.of());
        List<Waiting> waiting = parking.waiting(owner);
        AiSettings own = repository.of(owner);
        AiSystemSettings system = repository.system();
        return new Usage(
                name,
                settings.currency(),
                all.stream().mapToInt(Spending::calls).sum(),
                all.stream().mapToLong(Spending::inputTokens).sum(),
                all.stream().mapToLong(Spending::outputTokens).sum(),
                all.stream().mapToLong(Spending::costMicros).sum(),
                all,
                Month.of(months),
                new Limits(
                        own.budget().micros(),
                        own.budget().tokens(),
                        system.userBudget().micros(),
                        system.userBudget().tokens()),
                waiting.stream().mapToInt(Waiting::documents).sum(),
                waiting);
    }

    /** What goes into a question about any document. */
    @Transactional(readOnly = true)
    public Context context(UUID owner) {
        AiPolicy policy = repository.of(owner).policy().and(repository.system().policy());
        Optional<ModelAccount> account = accounts.choose(owner, policy);
        Question question = account.map(model -> questions.of(owner, model)).orElseGet(() -> questions.of(owner));
        DocumentText document = new DocumentText(new UUID(0, 0), "…", "…", null, "…");
        Prompt prompt = Prompts.classification(
                new ClassificationRequest(owner, document, question.topics(), TrainingSet.EMPTY));
        return new Context(
                account.map(model -> model.provider().name()).orElse(Providers.BUILT_IN),
                account.map(ModelAccount::model).orElse(null),
                prompt.system(),
                prompt.user(),
                DocumentText.MAX_CHARACTERS);
    }

    /** The model to check: that of the named provider, else the one that answers; empty for the built-in one. */
    @Transactional(readOnly = true)
    public Optional<ModelAccount> toCheck(UUID owner, @Nullable String provider) {
        if (provider == null) {
            return accounts.choose(
                    owner, repository.of(owner).policy().and(repository.system().policy()));
        }
        return accounts.account(owner, Objects.requireNonNull(known(provider)));
    }
}

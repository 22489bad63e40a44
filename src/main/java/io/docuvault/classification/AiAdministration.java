package io.docuvault.classification;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.audit.AuditLog;
import io.docuvault.classification.AiBudget.Limit;
import io.docuvault.shared.Caller;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What an administrator sets about models for everybody. That the caller is one, the security filters have seen to. Every
 * change is in the audit log.
 */
@Service
public class AiAdministration {

    /**
     * The system's settings.
     *
     * @param provider null for the one that the environment names
     * @param environment the one that the environment names
     * @param active the one that answers where a user has chosen none
     * @param policy how far any document goes
     * @param budgetMicros for all users together in a month, in millionths of the currency; null for no limit
     * @param userBudgetMicros the same for one user
     * @param months what the system's accounts paid in each of the last twelve months, newest first, by provider
     * @param waitingFor what everybody's documents wait for
     */
    public record Settings(
            @Nullable String provider,
            String environment,
            String active,
            AiPolicy policy,
            @Nullable Long budgetMicros,
            @Nullable Long budgetTokens,
            @Nullable Long userBudgetMicros,
            @Nullable Long userBudgetTokens,
            String currency,
            List<ProviderView> providers,
            Usage usage,
            List<AiPreferences.Month> months,
            List<Parking.Waiting> waitingFor) {}

    /** What the system's accounts were used for this month. */
    public record Usage(String month, int calls, long inputTokens, long outputTokens, long costMicros) {}

    /**
     * All of the system's settings as they are to be. {@code model}, {@code baseUrl} and {@code apiKey} are those of the
     * provider that is named in {@code account}, or else in {@code provider}.
     *
     * @param account a provider to be set up without being the one that answers
     * @param apiKey absent to leave it, empty to remove it
     */
    public record Change(
            @Nullable String provider,
            @Nullable AiPolicy policy,
            @Nullable Long budgetMicros,
            @Nullable Long budgetTokens,
            @Nullable Long userBudgetMicros,
            @Nullable Long userBudgetTokens,
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

    private final AiSettingsRepository repository;
    private final AccountChanges changes;
    private final ModelAccounts accounts;
    private final Providers providers;
    private final AiChecks checks;
    private final AiBudget budget;
    private final AiBudgetRepository spending;
    private final Parking parking;
    private final ModelSettings settings;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    AiAdministration(
            AiSettingsRepository repository,
            AccountChanges changes,
            ModelAccounts accounts,
            Providers providers,
            AiChecks checks,
            AiBudget budget,
            AiBudgetRepository spending,
            Parking parking,
            ModelSettings settings,
            AuditLog audit,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.repository = repository;
        this.changes = changes;
        this.accounts = accounts;
        this.providers = providers;
        this.checks = checks;
        this.budget = budget;
        this.spending = spending;
        this.parking = parking;
        this.settings = settings;
        this.audit = audit;
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactionManager);
        this.clock = clock;
    }

    public Settings settings() {
        return asSystem(this::current);
    }

    private Settings current() {
        AiSystemSettings system = repository.system();
        return new Settings(
                system.provider(),
                settings.provider(),
                accounts.systemProvider(),
                system.policy(),
                system.budget().micros(),
                system.budget().tokens(),
                system.userBudget().micros(),
                system.userBudget().tokens(),
                settings.currency(),
                changes.systemViews(),
                usage(),
                AiPreferences.Month.of(spending.spendingOfSystem(budget.month().minusMonths(11))),
                parking.waiting());
    }

    private Usage usage() {
        LocalDate month = budget.month();
        String name = month.toString().substring(0, 7);
        return jdbc.sql("select calls, input_tokens, output_tokens, cost_micros from ai_months where month = :month")
                .param("month", month)
                .query((row, _) -> new Usage(
                        name,
                        row.getInt("calls"),
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("cost_micros")))
                .optional()
                .orElse(new Usage(name, 0, 0, 0, 0));
    }

    public Settings change(UUID administrator, Change change, Origin origin) {
        return asSystem(() -> {
            String provider = known(change.provider());
            Limit all = AccountChanges.limit(change.budgetMicros(), change.budgetTokens());
            Limit each = AccountChanges.limit(change.userBudgetMicros(), change.userBudgetTokens());
            AiPolicy policy = change.policy() == null ? repository.system().policy() : change.policy();
            repository.save(new AiSystemSettings(provider, policy, all, each), clock.instant());
            String account = known(change.account() == null ? provider : change.account());
            if (account != null && !account.equals(Providers.BUILT_IN)) {
                String address = change.baseUrl() == null || change.baseUrl().isBlank()
                        ? null
                        : AccountChanges.address(change.baseUrl());
                changes.apply(null, account, change.model(), address, change.apiKey());
            }
            parking.releaseAll();
            audit.record(AuditEvent.success("ai_settings_changed", administrator, origin)
                    .with(details(provider, policy, account, change)));
            return current();
        });
    }

    /** What was changed, and never the key. */
    private static Map<String, Object> details(
            @Nullable String provider, AiPolicy policy, @Nullable String account, Change change) {
        Map<String, Object> details = new TreeMap<>();
        details.put("provider", provider == null ? "" : provider);
        details.put("policy", policy.column());
        if (account != null) {
            details.put("account", account);
            details.put("model", change.model() == null ? "" : change.model());
            details.put("baseUrl", change.baseUrl() == null ? "" : change.baseUrl());
            details.put(
                    "key", change.apiKey() == null ? "kept" : change.apiKey().isBlank() ? "removed" : "set");
        }
        return details;
    }

    private @Nullable String known(@Nullable String provider) {
        if (provider != null && providers.find(provider).isEmpty()) {
            throw AccountChanges.unknownProvider();
        }
        return provider;
    }

    /**
     * Asks whether the system's provider is there.
     *
     * @param provider null for the one that answers
     */
    public AiChecks.Checked check(UUID administrator, @Nullable String provider, Origin origin) {
        String wanted = known(provider);
        Optional<ModelAccount> account =
                asSystem(() -> accounts.system(wanted == null ? accounts.systemProvider() : wanted));
        AiChecks.Checked checked = checks.check(administrator, wanted, account);
        asSystem(() -> {
            audit.record((checked.available()
                            ? AuditEvent.success("ai_checked", administrator, origin)
                            : AuditEvent.failure("ai_checked", administrator, origin))
                    .with(Map.of("provider", checked.provider(), "code", checked.code())));
            return true;
        });
        return checked;
    }

    private <T> T asSystem(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }
}

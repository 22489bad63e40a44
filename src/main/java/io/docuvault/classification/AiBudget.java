package io.docuvault.classification;

import io.docuvault.classification.AiBudgetRepository.Sum;
import io.docuvault.classification.ProviderException.Reason;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What models may cost in a month, in money and in tokens. Before a call the most that it can cost is reserved; everybody
 * who reserves queues up behind one row, so that calls at the same time never spend together what none may spend alone.
 * Afterwards the reservation gives way to what was spent.
 */
@Component
class AiBudget {

    /** Longer than any call lasts. */
    private static final Duration LEASE = Duration.ofMinutes(30);

    /** The most that a call under way can cost. */
    record Reservation(
            UUID id, UUID owner, LocalDate month, String provider, boolean systemPays, long tokens, long micros) {}

    /**
     * Limits of a month; null for none.
     *
     * @param micros millionths of the currency
     */
    record Limit(@Nullable Long micros, @Nullable Long tokens) {

        /** What is left of it; nothing rather than less than nothing. */
        Limit without(Sum spent) {
            return new Limit(
                    micros == null ? null : Math.max(0, micros - spent.micros()),
                    tokens == null ? null : Math.max(0, tokens - spent.tokens()));
        }

        /** The stricter of both, of money and of tokens. */
        Limit and(Limit other) {
            return new Limit(less(micros, other.micros()), less(tokens, other.tokens()));
        }

        private static @Nullable Long less(@Nullable Long one, @Nullable Long other) {
            return one == null ? other : other == null ? one : Long.valueOf(Math.min(one, other));
        }

        boolean allows(Sum spent, long moreMicros, long moreTokens) {
            return (micros == null || spent.micros() + moreMicros <= micros)
                    && (tokens == null || spent.tokens() + moreTokens <= tokens);
        }
    }

    private final AiBudgetRepository repository;
    private final AiSettingsRepository settings;
    private final Prices prices;
    private final TransactionTemplate apart;
    private final Clock clock;

    AiBudget(
            AiBudgetRepository repository,
            AiSettingsRepository settings,
            Prices prices,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.repository = repository;
        this.settings = settings;
        this.prices = prices;
        this.apart = new TransactionTemplate(transactionManager);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    LocalDate month() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
    }

    /**
     * Reserves for one call.
     *
     * @throws ProviderException {@code over_budget} or {@code over_system_budget}
     */
    Reservation reserve(UUID owner, ModelAccount account, long inputTokens, long outputTokens) {
        LocalDate month = month();
        Reservation wanted = new Reservation(
                Ids.next(),
                owner,
                month,
                account.provider().name(),
                account.systemPays(),
                inputTokens + outputTokens,
                prices.of(account).micros(inputTokens, outputTokens));
        asSystem(() -> {
            repository.lockMonth(month);
            repository.expire(clock.instant());
            AiSettings own = settings.of(owner);
            AiSystemSettings system = settings.system();
            check(own.budget(), repository.spent(owner, month, false), wanted, "over_budget", "Your monthly budget");
            if (account.systemPays()) {
                check(
                        system.userBudget(),
                        repository.spent(owner, month, true),
                        wanted,
                        "over_system_budget",
                        "What the server pays for one user in a month");
                check(
                        system.budget(),
                        repository.spentBySystem(month),
                        wanted,
                        "over_system_budget",
                        "The server's monthly budget");
            }
            repository.insert(wanted, clock.instant().plus(LEASE));
            return wanted;
        });
        return wanted;
    }

    /** What may still be spent this month by way of an account, reservations taken off. */
    Limit left(UUID owner, ModelAccount account) {
        LocalDate month = month();
        return asSystem(() -> {
            Limit left = settings.of(owner).budget().without(repository.spent(owner, month, false));
            if (account.systemPays()) {
                AiSystemSettings system = settings.system();
                left = left.and(system.userBudget().without(repository.spent(owner, month, true)))
                        .and(system.budget().without(repository.spentBySystem(month)));
            }
            return left;
        });
    }

    private static void check(Limit limit, Sum spent, Reservation wanted, String code, String whose) {
        if (!limit.allows(spent, wanted.micros(), wanted.tokens())) {
            throw new ProviderException(
                    Reason.OVER_BUDGET, code, whose + " is used up; the next month begins with a new one.");
        }
    }

    /**
     * Puts what was spent in the place of what was reserved.
     *
     * @param usage null if nobody knows: then the vendor may have done all the work, and all of it counts
     * @return what it cost
     */
    long settle(Reservation reservation, ModelAccount account, @Nullable TokenUsage usage) {
        long micros = usage == null ? reservation.micros() : prices.of(account).micros(usage.input(), usage.output());
        asSystem(() -> {
            repository.lockMonth(reservation.month());
            if (repository.delete(reservation.id())) {
                repository.spend(
                        reservation,
                        usage == null ? reservation.tokens() : usage.input(),
                        usage == null ? 0 : usage.output(),
                        micros);
            }
            return micros;
        });
        return micros;
    }

    /** Nothing was done for the call. */
    void release(Reservation reservation) {
        asSystem(() -> repository.delete(reservation.id()));
    }

    private <T> T asSystem(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> apart.execute(_ -> work.get())));
    }
}

package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Reservation;
import io.docuvault.classification.Permit.Sent;
import io.docuvault.classification.ProviderException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The one way to a provider: nobody else makes a {@link Permit}. In this order: may the document be shown to it; does it
 * want to be left alone; is there a place, and is it well; may it cost that much. All of it outside transactions, since
 * a call may take long.
 */
@Component
class Gate {

    /** A refused account is asked again after this, since somebody may have paid or waited meanwhile. */
    private static final Duration AFTER_REFUSAL = Duration.ofHours(1);

    private static final Permit FREE = new Permit(null, _ -> {
        throw new IllegalStateException("The built-in provider sends nothing");
    });

    /**
     * What became of a call.
     *
     * @param answer null if it failed
     * @param failure null if it did not
     * @param sent null if nothing was sent
     */
    record Call<T>(
            @Nullable T answer,
            @Nullable ProviderException failure,
            @Nullable Sent sent,
            @Nullable TokenUsage usage,
            @Nullable Long costMicros,
            Duration took) {}

    private final AiPolicies policies;
    private final AiBudget budget;
    private final ModelAccounts accounts;
    private final ModelSettings settings;
    private final Clock clock;
    private final Map<String, ProviderLane> lanes = new ConcurrentHashMap<>();

    Gate(AiPolicies policies, AiBudget budget, ModelAccounts accounts, ModelSettings settings, Clock clock) {
        this.policies = policies;
        this.budget = budget;
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
    }

    /** For a provider without a network and without a price. */
    static Permit free() {
        return FREE;
    }

    /** Asks about a document; that its policy allows it is looked up here and now. */
    <T> Call<T> ask(ModelAccount account, ClassificationRequest request, int maxTokens, Function<Permit, T> operation)
            throws InterruptedException {
        UUID owner = request.ownerId();
        if (!policies.of(owner, request.document().id()).allowsModel(account.local())) {
            return failed(new ProviderException(
                    Reason.NOT_ALLOWED, "not_allowed", "This document may not be shown to this provider."));
        }
        Instant until = account.blockedUntil();
        if (until != null && until.isAfter(clock.instant())) {
            return failed(blocked(account, Duration.between(clock.instant(), until)));
        }
        return call(account, owner, maxTokens, operation);
    }

    private static ProviderException blocked(ModelAccount account, Duration left) {
        String code = account.problemCode() == null ? "blocked" : account.problemCode();
        String detail = account.problemDetail() == null ? "It is asked again later." : account.problemDetail();
        return new ProviderException(Reason.UNAVAILABLE, code, detail, left, null);
    }

    /** Asks whether it is there, with nothing of anybody in the question, whatever was the matter with it before. */
    <T> Call<T> check(ModelAccount account, UUID owner, int maxTokens, Function<Permit, T> operation)
            throws InterruptedException {
        return call(account, owner, maxTokens, operation);
    }

    private <T> Call<T> call(ModelAccount account, UUID owner, int maxTokens, Function<Permit, T> operation)
            throws InterruptedException {
        Permit permit = new Permit(account, input -> budget.reserve(owner, account, input, maxTokens));
        long start = System.nanoTime();
        T answer = null;
        ProviderException failure = null;
        Long cost = null;
        try {
            answer = lane(account).call(label(account), () -> operation.apply(permit));
            accounts.works(owner, account);
        } catch (ProviderException e) {
            failure = e;
            remember(owner, account, e);
        } finally {
            // Also where something broke that is nobody's refusal.
            cost = settle(permit, account);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Call<>(answer, failure, permit.sent(), permit.usage(), cost, took);
    }

    private @Nullable Long settle(Permit permit, ModelAccount account) {
        Reservation reservation = permit.reservation();
        if (reservation == null) {
            return null;
        }
        if (permit.wasRefused()) {
            budget.release(reservation);
            return 0L;
        }
        return budget.settle(reservation, account, permit.usage());
    }

    private void remember(UUID owner, ModelAccount account, ProviderException e) {
        Duration pause = switch (e.reason()) {
            case MISCONFIGURED -> AFTER_REFUSAL;
            case UNAVAILABLE -> e.code().equals("busy") ? null : e.retryAfter().orElse(null);
            case UNUSABLE_ANSWER, REFUSED, OVER_BUDGET, NOT_ALLOWED -> null;
        };
        if (pause != null) {
            accounts.block(owner, account, e, clock.instant().plus(pause));
        }
    }

    private ProviderLane lane(ModelAccount account) {
        return lanes.computeIfAbsent(
                account.provider().name() + " " + account.baseUrl(),
                name -> new ProviderLane(
                        name,
                        account.provider().local() ? settings.localConcurrency() : settings.concurrency(),
                        settings));
    }

    private static String label(ModelAccount account) {
        AiProvider.Defaults defaults = account.provider().defaults();
        return defaults == null ? account.provider().name() : defaults.label();
    }

    private static <T> Call<T> failed(ProviderException failure) {
        return new Call<>(null, failure, null, null, null, Duration.ZERO);
    }
}

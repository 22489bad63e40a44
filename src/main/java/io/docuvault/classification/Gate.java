package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Reservation;
import io.docuvault.classification.Permit.Sent;
import io.docuvault.classification.ProviderException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The one way to a provider: nobody else makes a {@link Permit}. In this order: may the document be shown to it; does it
 * want to be left alone; is there a place, and is it well; and, when everything is ready to be sent, once more all that
 * somebody may have changed meanwhile, and whether it may cost that much. All of it outside transactions, since a call
 * may take long.
 */
@Component
class Gate {

    /** A refused account is asked again after this, since somebody may have paid or waited meanwhile. */
    private static final Duration AFTER_REFUSAL = Duration.ofHours(1);

    /** How long somebody who asks whether a provider is there waits for a place. */
    private static final Duration PATIENCE_OF_A_CHECK = Duration.ofSeconds(5);

    private static final Permit FREE = new Permit(
            null,
            _ -> {
                throw new IllegalStateException("The built-in provider sends nothing");
            },
            _ -> {});

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

    /**
     * What a call is about besides the question.
     *
     * @param wanted whether this account is still the one to be asked
     * @param sending is told what is about to be sent; what it throws keeps that from being sent
     */
    record Wish(BooleanSupplier wanted, Consumer<Sent> sending) {}

    private final ClosedTopics closed;
    private final AiBudget budget;
    private final ModelAccounts accounts;
    private final ModelSettings settings;
    private final Clock clock;
    private final Map<String, ProviderLane> lanes = new ConcurrentHashMap<>();

    Gate(ClosedTopics closed, AiBudget budget, ModelAccounts accounts, ModelSettings settings, Clock clock) {
        this.closed = closed;
        this.budget = budget;
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
    }

    /** For a provider without a network and without a price. */
    static Permit free() {
        return FREE;
    }

    /** Asks about a document; that its policy allows it is looked up here and now, at the moment of sending. */
    <T> Call<T> ask(
            ModelAccount account,
            ClassificationRequest request,
            int maxTokens,
            Wish wish,
            Function<Permit, T> operation)
            throws InterruptedException {
        UUID owner = request.ownerId();
        try {
            requireLeave(account, request);
        } catch (ProviderException e) {
            return failed(e);
        }
        Permit permit = new Permit(
                account,
                input -> {
                    requireLeave(account, request);
                    requireUnchanged(account, owner, wish);
                    return budget.reserve(owner, account, input, maxTokens);
                },
                wish.sending());
        return call(permit, account, owner, settings.patience(), operation, false);
    }

    private void requireLeave(ModelAccount account, ClassificationRequest request) {
        if (!closed.policy(request.ownerId(), request.document()).allowsModel(account.local())) {
            throw new ProviderException(
                    Reason.NOT_ALLOWED, "not_allowed", "This document may not be shown to this provider.");
        }
        requireUnblocked(account);
    }

    private void requireUnblocked(ModelAccount account) {
        Instant until = account.blockedUntil();
        if (until != null && until.isAfter(clock.instant())) {
            throw blocked(account, Duration.between(clock.instant(), until));
        }
    }

    /** Others may have found out meanwhile that it is blocked, and its owner may have chosen something else. */
    private void requireUnchanged(ModelAccount account, UUID owner, Wish wish) {
        ModelAccount now = accounts.account(owner, account.provider().name()).orElse(null);
        if (now == null || !now.isLike(account) || !wish.wanted().getAsBoolean()) {
            throw new ProviderException(
                    Reason.UNAVAILABLE,
                    "settings_changed",
                    "The settings have just changed; it is asked by the new ones.");
        }
        requireUnblocked(now);
    }

    /** Why asking would come to nothing at this moment; empty where it might come to something. */
    Optional<ProviderException> away(ModelAccount account) {
        try {
            requireUnblocked(account);
        } catch (ProviderException e) {
            return Optional.of(e);
        }
        return lane(account).away(label(account));
    }

    /** For how many more calls there is a place. */
    int places(ModelAccount account) {
        return lane(account).places();
    }

    private static ProviderException blocked(ModelAccount account, Duration left) {
        String code = account.problemCode() == null ? "blocked" : account.problemCode();
        String detail = account.problemDetail() == null ? "It is asked again later." : account.problemDetail();
        return new ProviderException(Reason.UNAVAILABLE, code, detail, left, null);
    }

    /** Asks whether it is there, with nothing of anybody in the question, whatever was the matter with it before. */
    <T> Call<T> check(ModelAccount account, UUID owner, int maxTokens, Function<Permit, T> operation)
            throws InterruptedException {
        Permit permit = new Permit(account, input -> budget.reserve(owner, account, input, maxTokens), _ -> {});
        return call(permit, account, owner, PATIENCE_OF_A_CHECK, operation, true);
    }

    private <T> Call<T> call(
            Permit permit,
            ModelAccount account,
            UUID owner,
            Duration patience,
            Function<Permit, T> operation,
            boolean check)
            throws InterruptedException {
        long start = System.nanoTime();
        T answer = null;
        ProviderException failure = null;
        Long cost = null;
        try {
            answer = lane(account).call(label(account), patience, permit::wasTaken, () -> operation.apply(permit));
            accounts.works(owner, account);
        } catch (ProviderException e) {
            failure = e;
            if (permit.wasTaken() && (!check || concernsTheAccount(e))) {
                remember(owner, account, e);
            }
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
        if (permit.wasRefused() || permit.sent() == null) {
            budget.release(reservation);
            return 0L;
        }
        return budget.settle(reservation, account, permit.usage());
    }

    /** A check is a question of another kind: what is the matter with it says little about documents. */
    private static boolean concernsTheAccount(ProviderException e) {
        return e.code().equals("key_refused") || e.code().equals("credit_used_up");
    }

    private void remember(UUID owner, ModelAccount account, ProviderException e) {
        Duration pause = switch (e.reason()) {
            case MISCONFIGURED -> AFTER_REFUSAL;
            case UNAVAILABLE -> e.retryAfter().orElse(null);
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

package io.docuvault.classification;

import io.docuvault.classification.ProviderException.Reason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The way to one provider at one address, on this node: so many calls at a time, and none while it is in trouble. What
 * concerns one account only (a key, a rate limit) is no trouble of the provider's.
 */
final class ProviderLane {

    /** When one comes again that found no place. */
    private static final Duration A_MOMENT = Duration.ofSeconds(15);

    private final Semaphore places;
    private final Duration patience;
    private final Duration rest;
    private final CircuitBreaker breaker;
    /** By {@link System#nanoTime}. */
    private volatile long restsUntil = System.nanoTime();

    ProviderLane(String name, int concurrency, ModelSettings settings) {
        this.places = new Semaphore(concurrency, true);
        this.patience = settings.patience();
        this.rest = settings.rest();
        IntervalFunction longerAndLonger =
                IntervalFunction.ofExponentialBackoff(settings.rest(), 2, settings.longestRest());
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(2 * settings.failures())
                        .minimumNumberOfCalls(settings.failures())
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(attempt -> {
                            long millis = longerAndLonger.apply(attempt);
                            restsUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
                            return millis;
                        })
                        .recordException(ProviderLane::isTroubleOfTheProvider)
                        .build());
    }

    private static boolean isTroubleOfTheProvider(Throwable e) {
        return e instanceof ProviderException failure
                && failure.reason() == Reason.UNAVAILABLE
                && !failure.code().equals("rate_limited");
    }

    <T> T call(String label, Supplier<T> call) throws InterruptedException {
        return call(label, patience, () -> true, call);
    }

    /**
     * Waits for a place, for a moment only since others wait for whoever waits here, and makes a call.
     *
     * @param asked says after a call that failed whether the provider had anything to do with it
     * @throws ProviderException {@code resting} if the provider is left alone just now, or {@code busy}
     */
    <T> T call(String label, Duration patience, BooleanSupplier asked, Supplier<T> call) throws InterruptedException {
        if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw busy(label);
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                throw resting(label);
            }
            return recorded(asked, call);
        } finally {
            places.release();
        }
    }

    private static ProviderException busy(String label) {
        return new ProviderException(
                Reason.UNAVAILABLE, "busy", label + " has too much to do just now.", A_MOMENT, null);
    }

    private ProviderException resting(String label) {
        Duration left = Duration.ofNanos(restsUntil - System.nanoTime());
        return new ProviderException(
                Reason.UNAVAILABLE,
                "resting",
                label + " did not answer of late and is asked again later.",
                left.isPositive() ? left : rest,
                null);
    }

    /** Why a call would come to nothing at this moment; empty where it might come to something. */
    Optional<ProviderException> away(String label) {
        if (breaker.getState() == CircuitBreaker.State.OPEN && restsUntil - System.nanoTime() > 0) {
            return Optional.of(resting(label));
        }
        return places.availablePermits() == 0 && places.hasQueuedThreads()
                ? Optional.of(busy(label))
                : Optional.empty();
    }

    /** For how many more calls there is a place. */
    int places() {
        return Math.max(0, places.availablePermits() - places.getQueueLength());
    }

    private <T> T recorded(BooleanSupplier asked, Supplier<T> call) {
        long start = System.nanoTime();
        try {
            T answer = call.get();
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return answer;
        } catch (ProviderException e) {
            if (e.reason() == Reason.OVER_BUDGET || e.reason() == Reason.NOT_ALLOWED || !asked.getAsBoolean()) {
                breaker.releasePermission();
            } else {
                breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            breaker.releasePermission();
            throw e;
        }
    }

    /** In one word: closed, open, half_open. */
    String state() {
        return breaker.getState().name().toLowerCase(Locale.ROOT);
    }
}

package io.docuvault.classification;

import io.docuvault.classification.ProviderException.Reason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The way to one provider at one address, on this node: so many calls at a time, and none while it is in trouble. What
 * concerns one account only (a key, a rate limit) is no trouble of the provider's.
 */
final class ProviderLane {

    private final Semaphore places;
    private final Duration patience;
    private final CircuitBreaker breaker;

    ProviderLane(String name, int concurrency, ModelSettings settings) {
        this.places = new Semaphore(concurrency, true);
        this.patience = settings.patience();
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(2 * settings.failures())
                        .minimumNumberOfCalls(settings.failures())
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(
                                IntervalFunction.ofExponentialBackoff(settings.rest(), 2, settings.longestRest()))
                        .recordException(ProviderLane::isTroubleOfTheProvider)
                        .build());
    }

    private static boolean isTroubleOfTheProvider(Throwable e) {
        return e instanceof ProviderException failure
                && failure.reason() == Reason.UNAVAILABLE
                && !failure.code().equals("rate_limited");
    }

    /**
     * Waits for a place and makes a call.
     *
     * @throws ProviderException {@code resting} if the provider is left alone just now, or {@code busy}
     */
    <T> T call(String label, Supplier<T> call) throws InterruptedException {
        if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ProviderException(
                    Reason.UNAVAILABLE, "busy", label + " has too much to do just now.", Duration.ofSeconds(30), null);
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                throw new ProviderException(
                        Reason.UNAVAILABLE, "resting", label + " did not answer of late and is asked again later.");
            }
            return recorded(call);
        } finally {
            places.release();
        }
    }

    private <T> T recorded(Supplier<T> call) {
        long start = System.nanoTime();
        try {
            T answer = call.get();
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return answer;
        } catch (ProviderException e) {
            if (e.reason() == Reason.OVER_BUDGET) {
                // It was not asked.
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

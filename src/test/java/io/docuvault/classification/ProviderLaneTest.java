package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.classification.ProviderException.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProviderLaneTest {

    private final ProviderLane lane = new ProviderLane("test", 2, ModelFixture.settings(Duration.ofSeconds(1)));
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void leavesAProviderInTroubleAloneAndComesBackWithOneCall() throws Exception {
        fail(Reason.UNAVAILABLE, "timeout");
        fail(Reason.UNAVAILABLE, "server_error");
        fail(Reason.UNAVAILABLE, "overloaded");
        assertThat(calls).hasValue(3);

        fail(Reason.UNAVAILABLE, "timeout");
        assertThat(calls).hasValue(3);

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                return lane.call("Test", () -> "well again").equals("well again");
            } catch (ProviderException resting) {
                assertThat(resting.code()).isEqualTo("resting");
                return false;
            }
        });
        assertThat(lane.call("Test", () -> "still")).isEqualTo("still");
    }

    /** A key that is refused, a limit that is hit: others' calls are none the worse. */
    @Test
    void whatConcernsOneAccountIsNoTroubleOfTheProviders() {
        for (int i = 0; i < 10; i++) {
            fail(Reason.MISCONFIGURED, "key_refused");
            fail(Reason.UNAVAILABLE, "rate_limited");
            fail(Reason.UNUSABLE_ANSWER, "wrong_schema");
            fail(Reason.OVER_BUDGET, "over_budget");
        }
        assertThat(calls).hasValue(40);
    }

    /** What keeps a request from being sent at the last moment says nothing about the provider. */
    @Test
    void whatWasNeverSentIsNoTroubleOfTheProviders() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> lane.call("Test", Duration.ofSeconds(1), () -> false, () -> {
                        throw new ProviderException(Reason.UNAVAILABLE, "settings_changed", "As it is.");
                    }))
                    .isInstanceOf(ProviderException.class);
        }
        assertThat(lane.call("Test", () -> "still")).isEqualTo("still");
        assertThat(lane.away("Test")).isEmpty();
    }

    @Test
    void saysForHowLongItRests() {
        fail(Reason.UNAVAILABLE, "timeout");
        fail(Reason.UNAVAILABLE, "timeout");
        assertThat(lane.away("Test")).isEmpty();
        fail(Reason.UNAVAILABLE, "timeout");

        assertThat(lane.away("Test").orElseThrow().retryAfter().orElseThrow())
                .isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
    }

    @Test
    void makesOnlySoManyCallsAtATime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                Future<?> unused = threads.submit(() -> lane.call("Test", () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    awaited(end);
                    return now.decrementAndGet();
                }));
                assertThat(unused).isNotNull();
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> now.get() == 2);
            end.countDown();
        }
        assertThat(most).hasValue(2);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fail(Reason reason, String code) {
        assertThatThrownBy(() -> lane.call("Test", () -> {
                    calls.incrementAndGet();
                    throw new ProviderException(reason, code, "As it is.");
                }))
                .isInstanceOf(ProviderException.class);
    }
}

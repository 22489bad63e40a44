package io.docuvault.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.SettableClock;
import io.docuvault.shared.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Short-lived state of two nodes with a real Redis between them, which stays, hangs, forgets and goes. */
class RedisTest {

    private static final RateLimit FIVE = new RateLimit("five", 5, Duration.ofMinutes(5));

    private static TestRedis redis;

    /** What one node has. */
    private record Node(Redis redis, RateLimits limits, Denials denials) {

        static Node of(String url, SettableClock clock) {
            EphemeralSettings settings =
                    new EphemeralSettings(url, "vault:", Duration.ofMillis(250), Duration.ofMillis(500));
            Redis redis = new Redis(settings);
            return new Node(
                    redis,
                    new RateLimits(Optional.of(new SharedBuckets(redis, clock)), clock),
                    new Denials(Optional.of(redis), clock));
        }

        int takes(String subject, int times) {
            int taken = 0;
            for (int time = 0; time < times; time++) {
                try {
                    limits.take(FIVE, subject);
                    taken++;
                } catch (ProblemException _) {
                    // counted by what is missing
                }
            }
            return taken;
        }
    }

    private final SettableClock clock = new SettableClock();
    private final String subject = UUID.randomUUID().toString();
    private final List<Node> nodes = new ArrayList<>();

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @AfterEach
    void disconnect() {
        nodes.forEach(node -> node.redis().destroy());
    }

    @Test
    void countsForAllNodesTogether() {
        Node one = node();
        Node two = node();

        assertThat(one.takes(subject, 3)).isEqualTo(3);
        assertThat(two.takes(subject, 3)).isEqualTo(2);
        assertThat(one.takes(subject, 1)).isZero();
        assertThat(redis.keys()).isNotEmpty().allSatisfy(key -> assertThat(key).startsWith("vault:"));
    }

    @Test
    void countsManyAtOnceRightly() throws Exception {
        Node one = node();
        Node two = node();
        int taken = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Node node = i % 2 == 0 ? one : two;
                all.add(threads.submit(() -> node.takes(subject, 1)));
            }
            for (Future<Integer> each : all) {
                taken += each.get();
            }
        }

        assertThat(taken).isEqualTo(5);
    }

    @Test
    void saysWhenToComeBackAndIsRightAboutIt() {
        Node node = node();
        node.takes(subject, 5);
        clock.advance(Duration.ofMillis(400));

        Duration wait = retryAfter(node);
        clock.advance(wait.minusSeconds(1).minusMillis(400));
        assertThat(node.takes(subject, 1)).isZero();
        clock.advance(Duration.ofMillis(1400));

        assertThat(wait).isEqualTo(Duration.ofSeconds(60));
        assertThat(node.takes(subject, 2)).isEqualTo(1);
    }

    @Test
    void givesATokenBackToAllNodes() {
        Node one = node();
        Node two = node();
        one.takes(subject, 5);

        two.limits().giveBack(FIVE, subject);

        assertThat(one.takes(subject, 2)).isEqualTo(1);
    }

    @Test
    void keepsNoBucketForLong() {
        node().takes(subject, 1);

        assertThat(redis.timeToLive("vault:limit:five:5/300:" + subject)).isBetween(60L, 80L);
    }

    @Test
    void deniesOnEveryNodeUntilItIsTooOldAnyhow() {
        Node one = node();
        Node two = node();

        one.denials().deny("token", subject, clock.instant().plusSeconds(100));

        assertThat(two.denials().denied("token", subject)).isTrue();
        assertThat(two.denials().denied("code", subject)).isFalse();
        assertThat(redis.timeToLive("vault:deny:token:" + subject)).isBetween(95L, 100L);
        one.denials().deny("token", "old" + subject, clock.instant().minusSeconds(1));
        assertThat(two.denials().denied("token", "old" + subject)).isFalse();
    }

    @Test
    void letsOneOfManyClaim() throws Exception {
        Node one = node();
        Node two = node();
        int claimed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Node node = i % 2 == 0 ? one : two;
                all.add(threads.submit(() ->
                        node.denials().claim("step", subject, clock.instant().plusSeconds(90))));
            }
            for (Future<Boolean> each : all) {
                claimed += each.get() ? 1 : 0;
            }
        }

        assertThat(claimed).isEqualTo(1);
    }

    @Test
    void limitsPerNodeWhileRedisIsStoppedAndTogetherAgainAfterwards() {
        Node one = node();
        Node two = node();
        one.takes(subject, 1);
        redis.stop();
        try {
            assertThat(quickly(() -> one.takes(subject, 7))).isEqualTo(5);
            assertThat(quickly(() -> two.takes(subject, 7))).isEqualTo(5);
            assertThat(quickly(() -> one.denials().denied("token", subject))).isFalse();
            assertThat(quickly(() ->
                            one.denials().claim("step", subject, clock.instant().plusSeconds(9))))
                    .isTrue();
            assertThatThrownBy(one.redis()::check).isInstanceOf(IllegalStateException.class);
        } finally {
            redis.startAgain();
        }
        await().atMost(Duration.ofSeconds(15)).ignoreExceptions().untilAsserted(() -> {
            one.redis().check();
            two.redis().check();
        });
        String other = UUID.randomUUID().toString();
        assertThat(one.takes(other, 3) + two.takes(other, 3)).isEqualTo(5);
    }

    @Test
    void waitsForNoRedisThatHangs() {
        Node node = node();
        assertThat(node.takes(subject, 1)).isEqualTo(1);
        redis.freeze();
        try {
            assertThat(quickly(() -> node.takes(subject, 7))).isEqualTo(5);
            assertThat(quickly(() -> node.denials().denied("token", subject))).isFalse();
        } finally {
            redis.thaw();
        }
        await().atMost(Duration.ofSeconds(15))
                .ignoreExceptions()
                .untilAsserted(() -> node.redis().check());
    }

    @Test
    void waitsForNoServerThatAcceptsAndNeverAnswers() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Node node = node("redis://127.0.0.1:" + mute.getLocalPort());

            assertThat(quickly(() -> node.takes(subject, 100))).isEqualTo(5);
            assertThat(quickly(() -> node.denials().denied("token", subject))).isFalse();
        }
    }

    @Test
    void startsOverWithFullBucketsAfterAFlush() {
        Node node = node();
        node.takes(subject, 5);

        redis.flush();

        assertThat(node.takes(subject, 7)).isEqualTo(5);
    }

    @Test
    void understandsPasswordsDatabasesAndTlsInTheUrlAndHidesThemWhenItIsWrong() {
        nodes.add(Node.of("rediss://user:secret@redis.example.org:6380/2", clock));

        assertThatThrownBy(() -> Node.of("http://user:secret@redis.example.org", clock))
                .isInstanceOf(RedisUrlException.class)
                .hasMessageContaining("REDIS_URL")
                .hasMessageNotContaining("secret");
    }

    /** Seconds of waiting are what a request must never have; a busy machine may take one. */
    private static <T> T quickly(Supplier<T> work) {
        long begin = System.nanoTime();
        T result = work.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1500));
        return result;
    }

    private Duration retryAfter(Node node) {
        try {
            node.limits().take(FIVE, subject);
            throw new AssertionError("It was not refused");
        } catch (ProblemException refused) {
            return Objects.requireNonNull(refused.retryAfter());
        }
    }

    private Node node() {
        return node(redis.url());
    }

    private Node node(String url) {
        Node node = Node.of(url, clock);
        nodes.add(node);
        return node;
    }
}

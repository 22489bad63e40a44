package io.docuvault.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * A hash of a password is made to cost time and memory. Two hundred at once, at the heap of 512 MB that {@link RunningJar}
 * gives, cost those who sign in their patience and nobody else anything.
 */
class LoginLoadIT {

    private static final int LOGINS = 200;
    private static final int ROUNDS = 4;
    private static final int PEOPLE = 10;
    private static final String PASSWORD = "a vault for the winter of 2026";

    /**
     * What other requests may take: in the middle, and at the longest. On two cores that did much else besides, a server
     * just started took 70 ms and 5 s.
     */
    private static final Duration USUAL = Duration.ofMillis(1500);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private static final long MEGABYTE = 1 << 20;

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path dataDirectory;

    private record Answer(int status, boolean saysWhen, Duration took) {}

    @Test
    void twoHundredLoginsAtOnceLeaveOtherRequestsAnswered() throws Exception {
        // Everybody comes from a place of their own, so that it is the hashing that holds them up and not a limit.
        Map<String, String> settings = Map.of("BREACH_CHECK_URL", "", "SERVER_FORWARD_HEADERS_STRATEGY", "native");
        try (HttpClient http = HttpClient.newHttpClient();
                RunningJar jar = RunningJar.start(dataDirectory, settings)) {
            for (int i = 0; i < PEOPLE; i++) {
                assertThat(post(http, jar, "/api/auth/register", i, i).statusCode())
                        .isEqualTo(201);
            }
            String token = json.readTree(
                            post(http, jar, "/api/auth/login", 0, 0).body())
                    .path("accessToken")
                    .asString();
            List<Answer> others = new ArrayList<>();
            List<Long> memory = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<Answer> logins = round(http, jar, token, others);
                assertThat(logins)
                        .allSatisfy(login -> assertThat(
                                        login.status() == 200 || (login.status() == 503 && login.saysWhen()))
                                .as("%s", login)
                                .isTrue());
                assertThat(logins)
                        .anySatisfy(login -> assertThat(login.status()).isEqualTo(200));
                memory.add(residentBytes(jar));
                System.out.printf(
                        "Round %d: logins %s, longest %s; others %d, longest %s; resident %d MB%n",
                        round,
                        byStatus(logins),
                        longest(logins),
                        others.size(),
                        longest(others),
                        memory.getLast() / MEGABYTE);
            }
            assertThat(others).hasSizeGreaterThan(20).allSatisfy(other -> {
                assertThat(other.status()).isEqualTo(200);
                assertThat(other.took()).isLessThan(LONGEST);
            });
            List<Duration> sorted = others.stream().map(Answer::took).sorted().toList();
            assertThat(sorted.get(sorted.size() / 2)).isLessThan(USUAL);
            // The first round brings the heap to its size; after that nothing more is kept.
            assertThat(memory.getLast()).isLessThan(memory.get(1) + 150 * MEGABYTE);
            assertThat(memory.getLast()).isLessThan(1100 * MEGABYTE);
            assertThat(jar.process().isAlive()).isTrue();
            assertThat(Files.readString(jar.log())).doesNotContain("OutOfMemoryError");
        }
    }

    /** All logins of a round, and into {@code others} what was asked for meanwhile. */
    private List<Answer> round(HttpClient http, RunningJar jar, String token, List<Answer> others) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> logins = new ArrayList<>();
            for (int i = 0; i < LOGINS; i++) {
                int number = i;
                logins.add(threads.submit(() -> {
                    start.await();
                    return timed(() -> post(http, jar, "/api/auth/login", number % PEOPLE, number));
                }));
            }
            Future<List<Answer>> asked = threads.submit(() -> {
                List<Answer> answers = new ArrayList<>();
                while (!over.get()) {
                    answers.add(timed(() -> get(http, jar, "/health", null)));
                    answers.add(timed(() -> get(http, jar, "/api/documents", token)));
                    answers.add(timed(() -> get(http, jar, "/api/topics", token)));
                }
                return answers;
            });
            start.countDown();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> login : logins) {
                answers.add(login.get());
            }
            over.set(true);
            others.addAll(asked.get());
            return answers;
        }
    }

    private interface Request {

        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    private static Answer timed(Request request) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> answer = request.send();
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Retry-After").isPresent(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private HttpResponse<String> post(HttpClient http, RunningJar jar, String path, int person, int place)
            throws IOException, InterruptedException {
        String body =
                json.writeValueAsString(Map.of("email", "person" + person + "@example.org", "password", PASSWORD));
        return http.send(
                HttpRequest.newBuilder(jar.address().resolve(path))
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", "198.51.100." + place)
                        .POST(BodyPublishers.ofString(body, UTF_8))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(
            HttpClient http, RunningJar jar, String path, @org.jspecify.annotations.Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(jar.address().resolve(path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static Map<Integer, Integer> byStatus(List<Answer> answers) {
        Map<Integer, Integer> counts = new TreeMap<>();
        answers.forEach(answer -> counts.merge(answer.status(), 1, Integer::sum));
        return counts;
    }

    private static Duration longest(List<Answer> answers) {
        return answers.stream().map(Answer::took).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static long residentBytes(RunningJar jar) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(jar.process().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}

package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.DocuVault;
import io.docuvault.HttpTest;
import io.docuvault.ephemeral.TestRedis;
import io.docuvault.secondfactor.Authenticator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Two whole nodes on one database and one Redis, whatever becomes of the Redis. */
@HttpTest
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisNodesTest {

    private static final TestRedis REDIS = TestRedis.start();
    private static final String REDIS_WELL = "\"redis\":{\"status\":\"ok\"";

    @Autowired
    Api api;

    @Autowired
    Environment environment;

    private ConfigurableApplicationContext second;
    private RestTestClient other;

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry registry) {
        registry.add("docuvault.ephemeral.redis-url", REDIS::url);
    }

    @BeforeAll
    void startSecondNode() {
        List<String> settings = new ArrayList<>(List.of("--server.port=0", "--docuvault.role=web"));
        for (String name : List.of(
                "docuvault.database.url",
                "docuvault.database.migrate-url",
                "docuvault.data-dir",
                "spring.datasource.hikari.maximum-pool-size",
                "spring.datasource.hikari.minimum-idle",
                "docuvault.ephemeral.redis-url")) {
            settings.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        second = SpringApplication.run(DocuVault.class, settings.toArray(String[]::new));
        other = RestTestClient.bindToServer(new JdkClientHttpRequestFactory())
                .baseUrl("http://localhost:" + second.getEnvironment().getRequiredProperty("local.server.port"))
                .defaultHeader(HttpHeaders.USER_AGENT, "docuvault-test/1.0")
                .build();
    }

    @AfterAll
    void stop() {
        second.close();
        REDIS.close();
    }

    @Test
    void countsFailedLoginsOfBothNodesTogether() {
        String email = UUID.randomUUID() + "@example.org";
        List<Integer> statuses = new ArrayList<>();
        for (int guess = 0; guess < 6; guess++) {
            statuses.add(login(api.anonymous(), email));
            statuses.add(login(other, email));
        }

        assertThat(statuses.subList(0, 10)).containsOnly(401);
        assertThat(statuses.subList(10, 12)).containsOnly(429);
    }

    @Test
    void letsNothingRevokedInOnEitherNodeWhateverBecomesOfRedis() {
        Api.Person anna = api.newPerson();
        assertThat(account(other, anna)).isEqualTo(200);
        anna.http().post().uri("/api/auth/logout").exchange().expectStatus().isNoContent();
        assertRefusedQuickly(anna);

        REDIS.flush();
        assertRefusedQuickly(anna);

        REDIS.freeze();
        try {
            assertRefusedQuickly(anna);
            assertThat(api.newPerson().accessToken()).isNotEmpty();
        } finally {
            REDIS.thaw();
        }

        REDIS.stop();
        try {
            assertRefusedQuickly(anna);
            Api.Person ben = api.newPerson();
            assertThat(account(other, ben)).isEqualTo(200);
            assertThat(health(other)).contains("\"status\":\"degraded\"", "\"redis\"");
            String email = UUID.randomUUID() + "@example.org";
            for (int guess = 0; guess < 10; guess++) {
                assertThat(login(other, email)).isEqualTo(401);
            }
            assertThat(login(other, email)).isEqualTo(429);
            ben.http().post().uri("/api/auth/logout").exchange().expectStatus().isNoContent();
            assertRefusedQuickly(ben);
        } finally {
            REDIS.startAgain();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> health(api.anonymous()).contains(REDIS_WELL)
                        && health(other).contains(REDIS_WELL));
        assertRefusedQuickly(anna);
    }

    /** Redis is only asked first: the database remembers each use as well. */
    @Test
    void acceptsNoCodeAgainThatRedisHasForgotten() {
        Api.Person anna = api.newPerson();
        Answer enrolment = Answer.to(anna.http(), "POST", "/api/account/totp", Map.of("password", Api.PASSWORD));
        Authenticator app = new Authenticator(enrolment.text("secret"), Clock.systemUTC());
        Answer.to(anna.http(), "POST", "/api/account/totp/confirm", Map.of("code", app.code()));
        // The next one, which is good already: the present one went with the enrolment.
        Map<String, String> next =
                Map.of("email", anna.email(), "password", Api.PASSWORD, "totpCode", app.code(Duration.ofSeconds(30)));

        assertThat(Answer.to(api.anonymous(), "POST", "/api/auth/login", next).status())
                .isEqualTo(200);
        assertThat(REDIS.keys()).anyMatch(key -> key.contains("totp:" + anna.id()));
        REDIS.flush();
        for (RestTestClient node : List.of(other, api.anonymous())) {
            assertThat(Answer.to(node, "POST", "/api/auth/login", next).code()).isEqualTo("second_factor_invalid");
        }
    }

    private void assertRefusedQuickly(Api.Person person) {
        for (RestTestClient node : List.of(api.anonymous(), other)) {
            long begin = System.nanoTime();
            assertThat(account(node, person)).isEqualTo(401);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static String health(RestTestClient node) {
        return new String(
                Objects.requireNonNull(node.get()
                        .uri("/health")
                        .exchange()
                        .expectBody()
                        .returnResult()
                        .getResponseBody()),
                UTF_8);
    }

    private static int account(RestTestClient node, Api.Person person) {
        return node.get()
                .uri("/api/account")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + person.accessToken())
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    private static int login(RestTestClient node, String email) {
        return node.post()
                .uri("/api/auth/login")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", email, "password", "a guess"))
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }
}

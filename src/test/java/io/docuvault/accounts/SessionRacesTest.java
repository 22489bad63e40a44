package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

/** What must hold whoever comes first. */
@AccountTest
class SessionRacesTest {

    private static final Client CLIENT = new Client("127.0.0.1", Fingerprint.of("docuvault-test/1.0", null));

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Autowired
    Sessions sessions;

    /**
     * 200 rounds, below HTTP, which {@link RefreshTest} has a few rounds through: the race is decided in the database, and
     * ten thousand requests would cost the whole run minutes.
     */
    @Test
    void givesFiftyRefreshesAtOnceOneSuccessorIn200Rounds() throws Exception {
        Api.Person anna = api.newPerson();
        String token = anna.refreshToken();
        for (int round = 0; round < 200; round++) {
            String presented = token;
            List<String> successors = Together.times(
                    50,
                    () -> sessions.refresh(presented, CLIENT)
                            .map(Issued::refreshToken)
                            .orElse("refused"));

            assertThat(successors.stream().distinct()).as("round %s", round).hasSize(1);
            token = successors.getFirst();
            assertThat(token).as("round %s", round).isNotEqualTo("refused");
        }
        assertThat(rows.sessionsAlive(anna.id())).isEqualTo(1);
        assertThat(rows.refreshTokens(anna.id())).isEqualTo(201);
        assertThat(rows.liveRefreshTokens(anna.id())).isEqualTo(1);
        assertThat(rows.mailsTo(anna.id())).isZero();
    }

    @Test
    void letsALogoutWinAgainstRefreshesUnderWay() throws Exception {
        for (int round = 0; round < 20; round++) {
            Api.Person anna = api.newPerson();

            List<String> issued = atOnce(anna, () -> post("/api/auth/logout", anna.refreshToken(), anna.accessToken()));

            assertNothingIsLeft(anna, issued);
        }
    }

    @Test
    void letsADisabledAccountKeepNothingThatARefreshUnderWayHasGot() throws Exception {
        for (int round = 0; round < 10; round++) {
            Api.Person anna = api.newPerson();

            List<String> issued = atOnce(anna, () -> {
                rows.change("update users set disabled_at = now() where id = :user", anna.id());
                return null;
            });

            issued.forEach(token -> assertThat(status(token)).isEqualTo(401));
            assertThat(status(anna.accessToken())).isEqualTo(401);
        }
    }

    @Test
    void letsTheEndOfAllSessionsKeepNothingThatARefreshUnderWayHasGot() throws Exception {
        for (int round = 0; round < 10; round++) {
            Api.Person anna = api.newPerson();

            List<String> issued = atOnce(anna, () -> {
                sessions.endAll(anna.id(), "password_changed", CLIENT);
                return null;
            });

            assertNothingIsLeft(anna, issued);
        }
    }

    @Test
    void endsTheFamilyForAGrandparent() {
        Api.Person anna = api.newPerson();
        String child = refreshToken(refresh(anna.refreshToken()));
        String grandchild = refreshToken(refresh(child));

        assertThat(refresh(anna.refreshToken()).getStatus().value()).isEqualTo(401);
        assertThat(refresh(child).getStatus().value()).isEqualTo(401);
        assertThat(refresh(grandchild).getStatus().value()).isEqualTo(401);
        assertThat(rows.mailsTo(anna.id())).isEqualTo(1);
    }

    /** Ten refreshes and something that ends it all, at once; the refresh tokens and access tokens that came of it. */
    private List<String> atOnce(Api.Person person, Callable<?> end) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<String> issued = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Issued>>> refreshes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                refreshes.add(threads.submit(() -> {
                    start.await();
                    return sessions.refresh(person.refreshToken(), CLIENT);
                }));
            }
            Future<?> ending = threads.submit(() -> {
                start.await();
                return end.call();
            });
            start.countDown();
            ending.get();
            for (Future<Optional<Issued>> refresh : refreshes) {
                refresh.get().ifPresent(each -> issued.add(each.accessToken()));
            }
        }
        return issued;
    }

    private void assertNothingIsLeft(Api.Person person, List<String> issued) {
        issued.forEach(token -> assertThat(status(token)).isEqualTo(401));
        assertThat(status(person.accessToken())).isEqualTo(401);
        assertThat(rows.sessionsAlive(person.id())).isZero();
    }

    private EntityExchangeResult<byte[]> refresh(String token) {
        return post("/api/auth/refresh", token, "");
    }

    private static String refreshToken(EntityExchangeResult<byte[]> answer) {
        return Api.refreshToken(answer);
    }

    private EntityExchangeResult<byte[]> post(String path, String refreshToken, String accessToken) {
        return api.anonymous()
                .post()
                .uri(path)
                .cookie(Api.REFRESH_COOKIE, refreshToken)
                .headers(headers -> {
                    if (!accessToken.isEmpty()) {
                        headers.setBearerAuth(accessToken);
                    }
                })
                .exchange()
                .expectBody()
                .returnResult();
    }

    private int status(String accessToken) {
        return api.anonymous()
                .get()
                .uri("/api/account")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }
}

package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.shared.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Limits that the other tests have far away, and hashes so dear that their queue is soon full. */
@AccountTest
@TestPropertySource(
        properties = {
            "docuvault.accounts.limits.password-resets=5",
            "docuvault.accounts.argon2.iterations=20",
            "docuvault.accounts.argon2.queue=1",
            "docuvault.accounts.argon2.patience=1ms"
        })
class LimitsTest {

    /** A wrong password is a guess this often. */
    private static final int GUESSES = 10;

    @Autowired
    Api api;

    @Autowired
    PasswordHasher hasher;

    @Test
    void countsNoLoginThatABusyServerTurnedAway() throws InterruptedException {
        Api.Person anna = api.newPerson();
        AtomicBoolean busy = new AtomicBoolean(true);
        List<Thread> others = new ArrayList<>();
        for (int thread = 0; thread < 2 * Runtime.getRuntime().availableProcessors(); thread++) {
            others.add(Thread.ofVirtual().start(() -> hashWhile(busy)));
        }

        int turnedAway = 0;
        try {
            for (int login = 0; login < 20 * GUESSES && turnedAway <= GUESSES; login++) {
                turnedAway += login(anna.email()) == 503 ? 1 : 0;
            }
        } finally {
            busy.set(false);
            for (Thread other : others) {
                other.join();
            }
        }

        assertThat(turnedAway).isGreaterThan(GUESSES);
        assertThat(login(anna.email())).isEqualTo(200);
    }

    private void hashWhile(AtomicBoolean busy) {
        while (busy.get()) {
            try {
                hasher.hash("whatever");
            } catch (ProblemException _) {
                // another one has the turn
            }
        }
    }

    private int login(String email) {
        return Answer.to(api.anonymous(), "POST", "/api/auth/login", Map.of("email", email, "password", Api.PASSWORD))
                .status();
    }

    @Test
    void takesNoMoreRequestsForALinkFromANetworkThanTheSettingsSay() {
        Api.Person anna = api.newPerson();
        for (int request = 0; request < 4; request++) {
            assertThat(forgot(UUID.randomUUID() + "@example.org").status()).isEqualTo(202);
        }
        assertThat(forgot(anna.email()).status()).isEqualTo(202);

        Answer known = forgot(anna.email());
        Answer unknown = forgot(UUID.randomUUID() + "@example.org");

        assertThat(List.of(known, unknown)).extracting(Answer::status).containsOnly(429);
        assertThat(List.of(known, unknown)).extracting(Answer::code).containsOnly("rate_limited");
    }

    private Answer forgot(String email) {
        return Answer.to(api.anonymous(), "POST", "/api/auth/password/forgot", Map.of("email", email));
    }
}

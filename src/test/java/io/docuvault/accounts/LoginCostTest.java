package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.test.context.TestPropertySource;

/** What a login costs, with hashes as dear as in production: raised from what they were when somebody registered. */
@AccountTest
@TestPropertySource(properties = {"docuvault.accounts.argon2.memory=19456", "docuvault.accounts.argon2.iterations=2"})
class LoginCostTest {

    private static final int ROUNDS = 15;

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    /** Fails if the hash is left out for any of them: it takes tens of milliseconds, everything else a few. */
    @Test
    void takesAsLongForUnknownDisabledAndWrongPassword() {
        Map<String, List<Long>> times = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            // A fresh pair each round, so that no limit is reached.
            Api.Person anna = api.newPerson();
            Api.Person disabled = api.newPerson();
            rows.change("update users set disabled_at = now() where id = :user", disabled.id());
            measure(times, "wrong password", anna.email(), "not the password");
            measure(times, "unknown", UUID.randomUUID() + "@example.org", Api.PASSWORD);
            measure(times, "disabled", disabled.email(), Api.PASSWORD);
        }

        long wrong = median(times, "wrong password");
        assertThat(median(times, "unknown")).isBetween(wrong * 2 / 3, wrong * 3 / 2);
        assertThat(median(times, "disabled")).isBetween(wrong * 2 / 3, wrong * 3 / 2);
    }

    @Test
    void hashesAnewAtTheLoginAfterTheParametersWereRaised() throws Exception {
        Api.Person anna = api.newPerson();
        String changedAt = Answer.get(anna.http(), "/api/account/security").text("passwordChangedAt");
        String weak = new Argon2PasswordEncoder(16, 32, 1, 8192, 1).encode(Api.PASSWORD);
        rows.change("update users set password_hash = '" + weak + "' where id = :user", anna.id());

        List<Integer> statuses = Together.times(8, () -> login(anna.email(), Api.PASSWORD));

        assertThat(statuses).as("each of them has the right password").containsOnly(200);
        assertThat(rows.passwordHash(anna.id())).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        String strong = rows.passwordHash(anna.id());
        assertThat(login(anna.email(), Api.PASSWORD)).isEqualTo(200);
        assertThat(rows.passwordHash(anna.id())).isEqualTo(strong);
        assertThat(Answer.get(anna.http(), "/api/account/security").text("passwordChangedAt"))
                .isEqualTo(changedAt);
    }

    private void measure(Map<String, List<Long>> times, String kind, String email, String password) {
        long begin = System.nanoTime();
        assertThat(login(email, password)).isEqualTo(401);
        times.computeIfAbsent(kind, _ -> new ArrayList<>()).add(System.nanoTime() - begin);
    }

    private int login(String email, String password) {
        return Answer.to(api.anonymous(), "POST", "/api/auth/login", Map.of("email", email, "password", password))
                .status();
    }

    private static long median(Map<String, List<Long>> times, String kind) {
        return Objects.requireNonNull(times.get(kind)).stream()
                .sorted()
                .toList()
                .get(ROUNDS / 2);
    }
}

package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.Api;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

@AccountTest
class QuotasTest {

    @Autowired
    Api api;

    @Autowired
    Quotas quotas;

    @Autowired
    Accounts accounts;

    @Autowired
    AccountRows rows;

    @Autowired
    TransactionTemplate transactions;

    private Api.Person anna;

    @BeforeEach
    void giveAnnaAHundredBytes() {
        anna = api.newPerson();
        rows.change("update users set quota_bytes = 100 where id = :user", anna.id());
    }

    @Test
    void reservesSettlesAndFrees() {
        asAnna(() -> quotas.reserve(anna.id(), 60));
        assertThat(usage()).containsExactly(0L, 60L);

        asAnna(() -> quotas.settle(anna.id(), 60, 50));
        assertThat(usage()).containsExactly(50L, 0L);

        asAnna(() -> quotas.reserve(anna.id(), 50));
        asAnna(() -> quotas.release(anna.id(), 50));
        asAnna(() -> quotas.free(anna.id(), 50));
        assertThat(usage()).containsExactly(0L, 0L);
    }

    @Test
    void refusesWhatDoesNotFitAndRemembersThatInTheAuditLog() {
        asAnna(() -> quotas.reserve(anna.id(), 60));

        assertThatThrownBy(() -> asAnna(() -> quotas.reserve(anna.id(), 41)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
                    assertThat(problem.properties())
                            .containsEntry("quotaBytes", 100L)
                            .containsEntry("usedBytes", 0L)
                            .containsEntry("reservedBytes", 60L);
                });

        assertThat(usage()).containsExactly(0L, 60L);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(rows.audited(anna.id())).endsWith("quota_exceeded failure"));
    }

    @Test
    void neverPromisesMoreThanTheQuotaHoweverManyAskAtOnce() throws ExecutionException, InterruptedException {
        List<Boolean> fitted = Together.times(30, () -> {
            try {
                asAnna(() -> quotas.reserve(anna.id(), 30));
                return true;
            } catch (ProblemException _) {
                return false;
            }
        });

        assertThat(fitted).filteredOn(fits -> fits).hasSize(3);
        assertThat(usage()).containsExactly(0L, 90L);
    }

    @Test
    void refusesASizeThatWouldOverflow() {
        asAnna(() -> quotas.reserve(anna.id(), 60));

        assertThatThrownBy(() -> asAnna(() -> quotas.reserve(anna.id(), Long.MAX_VALUE)))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> asAnna(() -> quotas.reserve(anna.id(), -1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void asAnna(Runnable work) {
        Caller.user(anna.id()).run(() -> transactions.executeWithoutResult(_ -> work.run()));
    }

    private List<Long> usage() {
        Account account =
                Caller.user(anna.id()).call(() -> accounts.find(anna.id()).orElseThrow());
        return List.of(account.usedBytes(), account.reservedBytes());
    }
}

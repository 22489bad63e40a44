package io.docuvault.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.jobs.JobView.State;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest
@Import(JobsTest.Handlers.class)
class JobsTest {

    private final UUID owner = Ids.next();

    @Autowired
    private Jobs jobs;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Environment environment;

    @Autowired
    private ScriptedHandler handler;

    @Test
    void runsAJobOnceItsTransactionHasCommitted() {
        UUID subject = Ids.next();
        UUID id = enqueue(subject);
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.DONE));
        assertThat(handler.attempts(subject)).isEqualTo(1);
        assertThat(handler.callers.get(subject)).isEqualTo(Caller.user(owner));
    }

    @Test
    void forgetsAJobWhoseTransactionRolledBack() {
        UUID subject = Ids.next();
        as(() -> transactions.executeWithoutResult(transaction -> {
            jobs.enqueue(new NewJob("scripted", owner, subject));
            transaction.setRollbackOnly();
        }));
        UUID after = enqueue(Ids.next());
        await().untilAsserted(() -> assertThat(job(after).state()).isEqualTo(State.DONE));
        assertThat(handler.attempts(subject)).isZero();
    }

    @Test
    void enqueuesAJobOnlyOnceWhileItWaits() {
        UUID subject = Ids.next();
        for (int i = 0; i < 3; i++) {
            enqueueUnlessWaiting(subject, Duration.ofDays(1));
        }
        enqueueUnlessWaiting(Ids.next(), Duration.ofDays(1));
        List<JobView> waiting = Caller.user(owner)
                .call(() -> jobs.list(owner, Set.of(State.QUEUED), subject, null, 10)
                        .items());
        assertThat(waiting).hasSize(1);
        assertThat(waiting.getFirst().runAt())
                .isAfter(waiting.getFirst().createdAt().plus(Duration.ofHours(23)));
    }

    @Test
    void enqueuesAJobAgainOnceTheOneBeforeHasRun() {
        UUID subject = Ids.next();
        enqueueUnlessWaiting(subject, Duration.ZERO);
        await().untilAsserted(() -> assertThat(handler.attempts(subject)).isEqualTo(1));
        enqueueUnlessWaiting(subject, Duration.ZERO);
        await().untilAsserted(() -> assertThat(handler.attempts(subject)).isEqualTo(2));
    }

    private void enqueueUnlessWaiting(UUID subject, Duration delay) {
        as(() -> transactions.executeWithoutResult(
                _ -> jobs.enqueueUnlessWaiting(new NewJob("scripted", owner, subject), delay)));
    }

    @Test
    void refusesAJobOutsideATransaction() {
        assertThatThrownBy(() -> jobs.enqueue(new NewJob("scripted", owner, null)))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void comesToAnEndSoonAfterADatabaseThatFailedAtTheEnd() {
        UUID subject = Ids.next();
        JdbcClient schema = JdbcClient.create(
                new DriverManagerDataSource(environment.getRequiredProperty("docuvault.database.migrate-url")));
        schema.sql("""
                        create function no_end() returns trigger language plpgsql
                        as $$ begin raise exception 'The disk is on fire'; end $$;
                        create trigger no_end before update on jobs for each row
                            when (new.state = 'done' and new.subject_id = '%s') execute function no_end()
                        """.formatted(subject)).update();
        UUID id = enqueue(subject);
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> handler.attempts(subject) >= 2);
        } finally {
            schema.sql("drop trigger no_end on jobs; drop function no_end()").update();
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.DONE));
    }

    @Test
    void triesAgainAfterAFailureAndSaysSoMeanwhile() {
        UUID subject = Ids.next();
        handler.script(subject, List.of("throw"));
        UUID id = enqueue(subject);
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.DONE));
        assertThat(handler.attempts(subject)).isEqualTo(2);
        assertThat(job(id).attempt()).isEqualTo(2);
    }

    @Test
    void givesUpWithTheReasonAndCanBeRetried() {
        UUID subject = Ids.next();
        handler.script(subject, List.of("throw", "throw", "throw"));
        UUID id = enqueue(subject);
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.FAILED));
        assertThat(job(id).error()).isEqualTo(new JobView.Reason("gave_up", "It failed 3 times."));
        assertThat(handler.failures.get(subject)).isEqualTo("gave_up");

        as(() -> jobs.retry(owner, id));
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.DONE));
        assertThat(job(id).error()).isNull();
        assertThat(job(id).attempt()).isEqualTo(4);
        assertThat(job(id).maxAttempts()).isEqualTo(6);
    }

    @Test
    void tellsTheHandlerOfAJobThatIsRetried() {
        UUID subject = Ids.next();
        handler.script(subject, List.of("fail"));
        UUID id = enqueue(subject);
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.FAILED));
        as(() -> jobs.retry(owner, id));
        assertThat(handler.failures).doesNotContainKey(subject);
    }

    @Test
    void endsAJobWhoseHandlerCannotBearItsEnd() {
        UUID subject = Ids.next();
        handler.script(subject, List.of("fail badly"));
        UUID id = enqueue(subject);
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.FAILED));
        assertThat(job(id).error()).isEqualTo(new JobView.Reason("hopeless", "unbearable"));
    }

    @Test
    void leavesAJobOfAnUnknownKindToNewerNodesHoweverLongTheyTake() {
        UUID id = enqueue(Ids.next(), "update jobs set kind = 'of-tomorrow', attempt = max_attempts where id = :id");
        await().untilAsserted(() -> assertThat(job(id).error()).isNotNull());
        assertThat(job(id).state()).isEqualTo(State.QUEUED);
        assertThat(job(id).error()).extracting(JobView.Reason::code).isEqualTo("unknown_kind");
        assertThat(job(id).maxAttempts()).isEqualTo(job(id).attempt());
    }

    @Test
    void failsAtOnceWhereTryingAgainCannotHelp() {
        UUID subject = Ids.next();
        handler.script(subject, List.of("fail"));
        UUID id = enqueue(subject);
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.FAILED));
        assertThat(handler.attempts(subject)).isEqualTo(1);
        assertThat(job(id).error()).isEqualTo(new JobView.Reason("hopeless", "There is no point."));
    }

    @Test
    void dropsTheEffectsOfACancelledJob() throws InterruptedException {
        UUID subject = Ids.next();
        handler.script(subject, List.of("wait"));
        UUID id = enqueue(subject);
        assertThat(handler.started.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        as(() -> jobs.cancel(owner, id));
        handler.release.release();
        await().untilAsserted(() -> assertThat(handler.outcomes.get(subject)).isEqualTo("lease lost"));
        assertThat(job(id).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void tellsTheHandlerOfACancelledJob() {
        UUID subject = Ids.next();
        enqueueUnlessWaiting(subject, Duration.ofDays(1));
        as(() -> jobs.cancel(
                owner,
                jobs.list(owner, Set.of(), subject, null, 1).items().getFirst().id()));
        assertThat(handler.failures.get(subject)).isEqualTo("cancelled");
    }

    @Test
    void sendsAMailThatSomebodyTriesToCancel() {
        as(() -> transactions.executeWithoutResult(
                _ -> jobs.enqueueUnlessWaiting(new NewJob("mail", owner, null), Duration.ofDays(1))));
        JobView mail = Caller.user(owner)
                .call(() -> jobs.list(owner, Set.of(), null, null, 1).items().getFirst());
        as(() -> assertThatThrownBy(() -> jobs.cancel(owner, mail.id())).isInstanceOf(ProblemException.class));
        assertThat(job(mail.id()).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void runsACancelledJobThatIsRetriedBeforeItsAttemptHasEnded() throws InterruptedException {
        UUID subject = Ids.next();
        handler.script(subject, List.of("wait"));
        UUID id = enqueue(subject);
        assertThat(handler.started.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        as(() -> jobs.cancel(owner, id));
        as(() -> jobs.retry(owner, id));
        handler.release.release();
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.DONE));
        assertThat(handler.outcomes.get(subject)).isEqualTo("lease lost");
        assertThat(handler.attempts(subject)).isEqualTo(2);
    }

    @Test
    void givesUpAJobThatEndsInErrors() {
        UUID subject = Ids.next();
        handler.script(subject, List.of("error", "error", "error"));
        UUID id = enqueue(subject);
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.FAILED));
        assertThat(handler.failures.get(subject)).isEqualTo("gave_up");
    }

    @Test
    void givesUpAJobWhoseAttemptsWereAllCutOff() {
        UUID subject = Ids.next();
        UUID id = enqueue(subject, "update jobs set attempt = max_attempts where id = :id");
        await().untilAsserted(() -> assertThat(job(id).state()).isEqualTo(State.FAILED));
        assertThat(handler.attempts(subject)).isZero();
    }

    @Test
    void showsNobodyElsesJobs() {
        UUID id = enqueue(Ids.next());
        UUID stranger = Ids.next();
        Caller.user(stranger).run(() -> {
            assertThat(jobs.list(stranger, Set.of(), null, null, 10).items()).isEmpty();
            // Even a query that asks for the wrong owner sees nothing: the database refuses it again.
            assertThat(jobs.list(owner, Set.of(), null, null, 10).items()).isEmpty();
            assertThatThrownBy(() -> jobs.retry(stranger, id))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND));
        });
    }

    @Test
    void triesAllThatFailedAgain() {
        UUID somebody = Ids.next();
        List<UUID> failed = Caller.user(somebody)
                .call(() -> Objects.requireNonNull(transactions.execute(_ -> Stream.of(Ids.next(), Ids.next())
                        .map(subject -> jobs.enqueue(new NewJob("scripted", somebody, subject)))
                        .peek(id -> jdbc.sql("update jobs set attempt = max_attempts where id = :id")
                                .param("id", id)
                                .update())
                        .toList())));
        await().untilAsserted(() -> assertThat(counts(somebody)).isEqualTo(new Jobs.Counts(0, 0, 2)));
        assertThat(inStates(somebody, State.FAILED, State.QUEUED)).containsExactlyInAnyOrderElementsOf(failed);

        assertThat(Caller.user(somebody).call(() -> jobs.retryFailed(somebody))).isEqualTo(new Jobs.Retried(2, false));

        await().untilAsserted(() -> assertThat(inStates(somebody, State.DONE)).hasSize(2));
        assertThat(counts(somebody)).isEqualTo(new Jobs.Counts(0, 0, 0));
    }

    private Jobs.Counts counts(UUID somebody) {
        return Caller.user(somebody).call(() -> jobs.counts(somebody));
    }

    private List<UUID> inStates(UUID somebody, State... states) {
        return Caller.user(somebody)
                .call(() -> jobs.list(somebody, Set.of(states), null, null, 10).items().stream()
                        .map(JobView::id)
                        .toList());
    }

    @Test
    void givesAFirstJobOfSomebodyPriorityOverTheHundredthOfAnother() {
        as(() -> transactions.executeWithoutResult(transaction -> {
            UUID first = jobs.enqueue(new NewJob("scripted", owner, Ids.next()));
            UUID second = jobs.enqueue(new NewJob("scripted", owner, Ids.next()));
            assertThat(priority(second)).isLessThan(priority(first));
            transaction.setRollbackOnly();
        }));
    }

    private int priority(UUID id) {
        return jdbc.sql("select priority from queue_documents where task_instance = :id")
                .param("id", id.toString())
                .query(Integer.class)
                .single();
    }

    private UUID enqueue(UUID subject) {
        return Caller.user(owner)
                .call(() -> Objects.requireNonNull(
                        transactions.execute(_ -> jobs.enqueue(new NewJob("scripted", owner, subject)))));
    }

    /** Enqueues a job and changes its row before anybody sees it. */
    private UUID enqueue(UUID subject, String change) {
        return Caller.user(owner)
                .call(() -> Objects.requireNonNull(transactions.execute(_ -> {
                    UUID id = jobs.enqueue(new NewJob("scripted", owner, subject));
                    jdbc.sql(change).param("id", id).update();
                    return id;
                })));
    }

    private JobView job(UUID id) {
        return Caller.user(owner)
                .call(() -> jobs.list(owner, Set.of(), null, null, 100).items().stream()
                        .filter(job -> job.id().equals(id))
                        .findFirst()
                        .orElseThrow());
    }

    private void as(Runnable work) {
        Caller.user(owner).run(work);
    }

    @TestConfiguration
    static class Handlers {

        @Bean
        ScriptedHandler scriptedHandler(Jobs jobs, TransactionTemplate transactions) {
            return new ScriptedHandler(jobs, transactions);
        }
    }

    /** Does what the test told it to do at each attempt, then succeeds. */
    static final class ScriptedHandler implements JobHandler {

        private final Map<UUID, List<String>> scripts = new ConcurrentHashMap<>();
        private final Map<UUID, Integer> attempts = new ConcurrentHashMap<>();
        final Map<UUID, Caller> callers = new ConcurrentHashMap<>();
        final Map<UUID, String> failures = new ConcurrentHashMap<>();
        final Map<UUID, String> outcomes = new ConcurrentHashMap<>();
        final Semaphore started = new Semaphore(0);
        final Semaphore release = new Semaphore(0);
        private final Jobs jobs;
        private final TransactionTemplate transactions;

        ScriptedHandler(Jobs jobs, TransactionTemplate transactions) {
            this.jobs = jobs;
            this.transactions = transactions;
        }

        void script(UUID subject, List<String> steps) {
            scripts.put(subject, steps);
        }

        int attempts(UUID subject) {
            return attempts.getOrDefault(subject, 0);
        }

        @Override
        public String kind() {
            return "scripted";
        }

        @Override
        public void run(Job job) throws Exception {
            UUID subject = job.requireSubject();
            callers.put(subject, Caller.current());
            int attempt = attempts.merge(subject, 1, Integer::sum);
            List<String> steps = scripts.getOrDefault(subject, List.of());
            switch (attempt <= steps.size() ? steps.get(attempt - 1) : "succeed") {
                case "throw" -> throw new IllegalStateException("The test wants it so");
                case "error" -> throw new StackOverflowError("The test wants it so");
                case "fail badly" -> throw new JobFailure("hopeless", "unbearable");
                case "fail" -> throw new JobFailure("hopeless", "There is no point.");
                case "wait" -> waitAndCommit(job, subject);
                default -> {}
            }
        }

        private void waitAndCommit(Job job, UUID subject) throws InterruptedException {
            started.release();
            release.acquire();
            try {
                transactions.executeWithoutResult(_ -> jobs.requireLease(job));
                outcomes.put(subject, "committed");
            } catch (LeaseLostException lost) {
                outcomes.put(subject, "lease lost");
                throw lost;
            }
        }

        @Override
        public void failed(Job job, JobFailure failure) {
            if (failure.detail().equals("unbearable")) {
                throw new IllegalStateException("The test wants it so");
            }
            failures.put(job.requireSubject(), failure.code());
        }

        @Override
        public void retried(Job job) {
            failures.remove(job.requireSubject());
        }

        @Override
        public int maxAttempts() {
            return 3;
        }

        @Override
        public Duration pauseAfter(int attempt) {
            return Duration.ZERO;
        }
    }
}

package io.docuvault.classification;

import io.docuvault.classification.Classifier.Asked;
import io.docuvault.classification.Reclassification.State;
import io.docuvault.classification.ReclassificationRepository.Answer;
import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.ReadDocument;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks about the documents of a {@link Reclassification}, some at a time. After a while the rest is left to another job
 * at the end of the queue, so that many documents hold up nobody's new one.
 */
@Component
class ReclassifyRounds {

    /** How long one job goes on. */
    private static final Duration TURN = Duration.ofSeconds(30);
    /** Documents that the built-in provider looks at between two looks at whether it is still wanted. */
    private static final int BUILT_IN_ROUND = 50;
    /** A provider that was not there so often in a row is given up. */
    private static final int MOST_MISSES = 12;
    /** Of a longer text the rest is not read: a model sees 8,000 characters of it anyhow. */
    private static final int MOST_TEXT = 400_000;

    private static final String MISSES = "misses";

    private final ReclassificationRepository repository;
    private final Reclassifications reclassifications;
    private final Classifier classifier;
    private final RunRepository runs;
    private final Questions questions;
    private final ModelAccounts accounts;
    private final ModelSettings settings;
    private final DocumentTexts texts;
    private final Jobs jobs;
    private final TransactionTemplate transactions;
    private final Clock clock;

    ReclassifyRounds(
            ReclassificationRepository repository,
            Reclassifications reclassifications,
            Classifier classifier,
            RunRepository runs,
            Questions questions,
            ModelAccounts accounts,
            ModelSettings settings,
            DocumentTexts texts,
            Jobs jobs,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.reclassifications = reclassifications;
        this.classifier = classifier;
        this.runs = runs;
        this.questions = questions;
        this.accounts = accounts;
        this.settings = settings;
        this.texts = texts;
        this.jobs = jobs;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Has the built-in provider answer. */
    void builtIn(Job job) {
        Instant until = clock.instant().plus(TURN);
        Question question = questions.of(job.ownerId());
        List<UUID> ids = waiting(job, BUILT_IN_ROUND);
        while (!ids.isEmpty()) {
            List<ReadDocument> documents = readable(texts.read(job.ownerId(), ids));
            List<Run> answers = documents.stream()
                    .map(document -> classifier.ask(question, document))
                    .toList();
            save(job, ids, documents, answers);
            ids = clock.instant().isBefore(until) ? waiting(job, BUILT_IN_ROUND) : List.of();
        }
        goOn(job, Duration.ZERO, 0);
    }

    private void save(Job job, List<UUID> asked, List<ReadDocument> documents, List<Run> answers) {
        effects(job, it -> {
            List<UUID> gone = new ArrayList<>(asked);
            documents.forEach(document -> gone.remove(document.id()));
            repository.fail(job.ownerId(), it.id(), gone);
            List<Answer> saved = new ArrayList<>();
            for (int i = 0; i < documents.size(); i++) {
                runs.insert(job.ownerId(), documents.get(i).id(), answers.get(i));
                saved.add(answer(documents.get(i).id(), answers.get(i)));
            }
            keep(job, it, saved);
        });
    }

    /** Has a model answer, with as many calls at a time as its provider takes. */
    void byModel(Job job) throws InterruptedException {
        Instant until = clock.instant().plus(TURN);
        Reclassification it = find(job);
        ModelAccount account = accounts.account(job.ownerId(), it.provider()).orElse(null);
        if (account == null) {
            end(job, new Run.Problem("not_set_up", "The provider is not set up any more."));
            return;
        }
        Question question = questions.of(job.ownerId(), account);
        int misses = job.payload().get(MISSES) instanceof Number number ? number.intValue() : 0;
        int together = account.provider().local() ? settings.localConcurrency() : settings.concurrency();
        List<UUID> ids = waiting(job, together);
        while (!ids.isEmpty()) {
            Optional<ProviderException> failure = ask(job, question, account, ids);
            if (failure.isPresent()) {
                pause(job, failure.get(), misses + 1);
                return;
            }
            misses = 0;
            ids = clock.instant().isBefore(until) ? waiting(job, together) : List.of();
        }
        goOn(job, Duration.ZERO, 0);
    }

    /** What stands in the way of asking about any document; empty if nothing does. */
    private Optional<ProviderException> ask(Job job, Question question, ModelAccount account, List<UUID> ids)
            throws InterruptedException {
        List<Callable<Optional<ProviderException>>> calls = ids.stream()
                .<Callable<Optional<ProviderException>>>map(
                        id -> () -> Caller.user(job.ownerId()).call(() -> ask(job, question, account, id)))
                .toList();
        Optional<ProviderException> failure = Optional.empty();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<ProviderException>> call : threads.invokeAll(calls)) {
                Optional<ProviderException> one = call.get();
                failure = one.isPresent() ? one : failure;
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A document could not be asked about", e.getCause());
        }
        return failure;
    }

    private Optional<ProviderException> ask(Job job, Question question, ModelAccount account, UUID id)
            throws InterruptedException {
        UUID owner = job.ownerId();
        Optional<ReadDocument> read =
                readable(texts.read(owner, List.of(id))).stream().findAny().map(document -> whole(owner, document));
        if (read.isEmpty()) {
            effects(job, it -> repository.fail(owner, it.id(), List.of(id)));
            return Optional.empty();
        }
        ReadDocument document = read.get();
        Optional<RunRepository.Answered> earlier = classifier.earlierAnswer(question, document);
        if (earlier.isPresent()) {
            Run run = earlier.get().run();
            effects(job, it -> {
                if (run.outcome() == Run.Outcome.REFUSED) {
                    repository.fail(owner, it.id(), List.of(id));
                } else {
                    keep(job, it, List.of(answer(id, run)));
                }
            });
            return Optional.empty();
        }
        if (find(job).state() != State.RUNNING) {
            return Optional.empty();
        }
        Asked asked =
                classifier.askModel(question, account, document, () -> find(job).state() == State.RUNNING);
        ProviderException failure = asked.failure();
        transactions.executeWithoutResult(_ -> {
            jobs.requireLease(job);
            Reclassification it = locked(job);
            if (it.state() == State.RUNNING && failure == null) {
                keep(job, it, List.of(answer(id, asked.run())));
            } else if (it.state() == State.RUNNING && isAboutTheDocument(failure)) {
                repository.fail(owner, it.id(), List.of(id));
            }
        });
        return Optional.ofNullable(failure).filter(it -> !isAboutTheDocument(it));
    }

    private static boolean isAboutTheDocument(@Nullable ProviderException failure) {
        return failure != null
                && switch (failure.reason()) {
                    case UNUSABLE_ANSWER, REFUSED, NOT_ALLOWED -> true;
                    case UNAVAILABLE, MISCONFIGURED, OVER_BUDGET -> false;
                };
    }

    /** Goes on later, or not at all where waiting does not help. */
    private void pause(Job job, ProviderException failure, int misses) {
        if (failure.reason() != ProviderException.Reason.UNAVAILABLE || misses > MOST_MISSES) {
            end(job, new Run.Problem(failure.code(), failure.detail()));
            return;
        }
        Duration rest = settings.rest().multipliedBy(1L << Math.min(10, misses - 1));
        Duration wanted = failure.retryAfter().orElse(Duration.ZERO);
        Duration bounded = rest.compareTo(settings.longestRest()) < 0 ? rest : settings.longestRest();
        goOn(job, wanted.compareTo(bounded) > 0 ? wanted : bounded, misses);
    }

    private void goOn(Job job, Duration pause, int misses) {
        effects(job, it -> {
            if (repository.waiting(job.ownerId(), it.id(), 1).isEmpty()) {
                repository.end(job.ownerId(), it.id(), null);
                reclassifications.tell(job.ownerId(), it.id());
            } else {
                jobs.enqueueUnlessWaiting(
                        new NewJob(job.kind(), job.ownerId(), it.id(), Map.of(MISSES, misses)), pause);
            }
        });
    }

    /** Ends it early; what was answered can still be applied. */
    private void end(Job job, Run.Problem problem) {
        effects(job, it -> endNow(job, problem));
    }

    /** The same in the current transaction. */
    void endNow(Job job, Run.Problem problem) {
        repository.end(job.ownerId(), job.requireSubject(), problem);
        reclassifications.tell(job.ownerId(), job.requireSubject());
    }

    private void keep(Job job, Reclassification it, List<Answer> answers) {
        Map<UUID, LabelChanges> changes = reclassifications.changes(job.ownerId(), it.provider(), answers);
        repository.save(
                job.ownerId(),
                it.id(),
                answers.stream()
                        .map(answer -> new Answer(
                                answer.document(),
                                answer.run(),
                                answer.labels(),
                                !changes.getOrDefault(answer.document(), LabelChanges.NONE)
                                        .isEmpty()))
                        .toList());
        reclassifications.tell(job.ownerId(), it.id());
    }

    private static Answer answer(UUID document, Run run) {
        return new Answer(document, run.id(), run.topics(), false);
    }

    private interface Effects {
        void on(Reclassification it);
    }

    /** In a transaction, and only while it is wanted. */
    private void effects(Job job, Effects effects) {
        transactions.executeWithoutResult(_ -> {
            jobs.requireLease(job);
            Reclassification it = locked(job);
            if (it.state() == State.RUNNING) {
                effects.on(it);
            }
        });
    }

    private Reclassification locked(Job job) {
        return repository.lock(job.ownerId(), job.requireSubject()).orElseThrow();
    }

    private Reclassification find(Job job) {
        return reclassifications.find(job.ownerId(), job.requireSubject());
    }

    private List<UUID> waiting(Job job, int most) {
        List<UUID> waiting = transactions.execute(_ -> find(job).state() == State.RUNNING
                ? repository.waiting(job.ownerId(), job.requireSubject(), most)
                : List.of());
        return waiting == null ? List.of() : waiting;
    }

    private static List<ReadDocument> readable(Collection<ReadDocument> documents) {
        return documents.stream().filter(document -> !document.text().isBlank()).toList();
    }

    /** With as much of the text as a model's excerpt is chosen from. */
    private ReadDocument whole(UUID owner, ReadDocument document) {
        String text = texts.beginning(owner, document.id(), MOST_TEXT);
        return text.length() <= document.text().length() ? document : document.withText(text);
    }
}

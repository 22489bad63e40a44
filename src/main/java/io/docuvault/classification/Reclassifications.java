package io.docuvault.classification;

import io.docuvault.classification.Reclassification.State;
import io.docuvault.classification.ReclassificationRepository.Answer;
import io.docuvault.classification.ReclassificationRepository.Outlook;
import io.docuvault.documents.Batch;
import io.docuvault.documents.Batches;
import io.docuvault.documents.DocumentSummary;
import io.docuvault.documents.DocumentTopic;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.Documents;
import io.docuvault.documents.Replacement;
import io.docuvault.documents.Selection;
import io.docuvault.documents.Suggestions;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Asks anew about any set of documents: first what it would cost, then the question, then only the differences, which a
 * person applies or drops. Nothing of it touches a document before that.
 */
@Service
class Reclassifications {

    /** Documents whose differences are worked out together. */
    private static final int PAGE = 500;
    /** As texts of letters and invoices come out with today's models; rather too few characters than too many. */
    private static final double CHARACTERS_PER_TOKEN = 3.5;
    /** What an answer of a few topics with their reasons takes. */
    private static final int TOKENS_OF_AN_ANSWER = 250;

    private final ReclassificationRepository repository;
    private final Documents documents;
    private final DocumentTopics documentTopics;
    private final Suggestions suggestions;
    private final Batches batches;
    private final AutomaticAcceptance acceptance;
    private final Questions questions;
    private final ModelAccounts accounts;
    private final AiSettingsRepository settings;
    private final AiBudget budget;
    private final Prices prices;
    private final ModelSettings models;
    private final Jobs jobs;
    private final LiveEvents events;
    private final Clock clock;

    Reclassifications(
            ReclassificationRepository repository,
            Documents documents,
            DocumentTopics documentTopics,
            Suggestions suggestions,
            Batches batches,
            AutomaticAcceptance acceptance,
            Questions questions,
            ModelAccounts accounts,
            AiSettingsRepository settings,
            AiBudget budget,
            Prices prices,
            ModelSettings models,
            Jobs jobs,
            LiveEvents events,
            Clock clock) {
        this.repository = repository;
        this.documents = documents;
        this.documentTopics = documentTopics;
        this.suggestions = suggestions;
        this.batches = batches;
        this.acceptance = acceptance;
        this.questions = questions;
        this.accounts = accounts;
        this.settings = settings;
        this.budget = budget;
        this.prices = prices;
        this.models = models;
        this.jobs = jobs;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What asking would come to.
     *
     * @param calls documents that would be asked about
     * @param alreadyAnswered documents about which the same was asked before
     * @param notAllowed documents that the provider may not see
     * @param costMicros in millionths of the currency; null where nothing is paid
     * @param budgetLeftMicros of this month; null without a limit
     * @param enough whether the budget lasts for all of it
     */
    record Estimate(
            int documents,
            int calls,
            int alreadyAnswered,
            int withoutText,
            int notAllowed,
            String provider,
            @Nullable String model,
            long inputTokens,
            long outputTokens,
            @Nullable Long costMicros,
            String currency,
            @Nullable Long budgetLeftMicros,
            @Nullable Long budgetLeftTokens,
            boolean enough) {}

    /** How a document would change. */
    record Difference(
            DocumentSummary document,
            List<DocumentTopic> added,
            List<DocumentTopic> removed,
            List<LabelChanges.Moved> moved) {}

    /**
     * Who is asked.
     *
     * @param account null for the built-in provider
     * @param closed policies under which a document may not be shown to it
     */
    private record Target(@Nullable ModelAccount account, List<String> closed) {

        String provider() {
            return account == null ? Providers.BUILT_IN : account.provider().name();
        }

        @Nullable String model() {
            return account == null ? null : account.model();
        }
    }

    @Transactional(readOnly = true)
    public Estimate estimate(UUID owner, Selection selection, @Nullable String provider) {
        Target target = target(owner, provider);
        ModelAccount account = target.account();
        Question question = account == null ? questions.of(owner) : questions.of(owner, account);
        Outlook outlook = repository.outlook(
                owner, documents.select(owner, selection), target.closed(), target.provider(), question.hash());
        int asked = outlook.documents() - outlook.withoutText() - outlook.notAllowed() - outlook.alreadyAnswered();
        if (account == null) {
            return estimate(target, outlook, 0, 0, 0, null, new AiBudget.Limit(null, null));
        }
        long input = (long)
                Math.ceil((outlook.characters() + (long) asked * Prompts.length(question)) / CHARACTERS_PER_TOKEN);
        long output = (long) asked * TOKENS_OF_AN_ANSWER;
        return estimate(
                target,
                outlook,
                asked,
                input,
                output,
                prices.of(account).micros(input, output),
                budget.left(owner, account));
    }

    private Estimate estimate(
            Target target,
            Outlook outlook,
            int calls,
            long input,
            long output,
            @Nullable Long cost,
            AiBudget.Limit left) {
        boolean enough = (left.micros() == null || cost == null || cost <= left.micros())
                && (left.tokens() == null || input + output <= left.tokens());
        return new Estimate(
                outlook.documents(),
                calls,
                outlook.alreadyAnswered(),
                outlook.withoutText(),
                outlook.notAllowed(),
                target.provider(),
                target.model(),
                input,
                output,
                cost,
                models.currency(),
                left.micros(),
                left.tokens(),
                enough);
    }

    @Transactional
    public Reclassification start(UUID owner, Selection selection, @Nullable String provider) {
        Target target = target(owner, provider);
        List<UUID> ids = documents.select(owner, selection);
        if (repository.isRunning(owner)) {
            throw running();
        }
        Reclassification it = new Reclassification(
                Ids.next(),
                State.RUNNING,
                0,
                0,
                0,
                0,
                target.provider(),
                target.model(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                null,
                null);
        try {
            repository.insert(owner, it);
        } catch (DuplicateKeyException _) {
            throw running();
        }
        if (repository.insertItems(owner, it.id(), ids, target.closed()) == 0) {
            repository.end(owner, it.id(), null);
        } else if (questions.topics(owner).isEmpty()) {
            throw new ProblemException(ErrorCode.CONFLICT, "There are no topics to choose from.");
        } else {
            jobs.enqueue(new NewJob(
                    target.account() == null ? ReclassifyJob.KIND : ReclassifyByModelJob.KIND, owner, it.id()));
        }
        return tell(owner, it.id());
    }

    private static ProblemException running() {
        return new ProblemException(
                ErrorCode.RECLASSIFICATION_RUNNING,
                "Documents are being asked about already. Wait for that, or drop it.");
    }

    /** Who is meant: by name, or whoever is asked about the owner's new documents. */
    private Target target(UUID owner, @Nullable String provider) {
        AiPolicy policy = settings.of(owner).policy().and(settings.system().policy());
        ModelAccount account = null;
        if (provider == null) {
            account = accounts.choose(owner, policy).orElse(null);
        } else if (!provider.equals(Providers.BUILT_IN)) {
            account = accounts.account(owner, provider)
                    .orElseThrow(() -> ProblemException.invalid(
                            "provider", "unknown_provider", "There is no such provider, or it is not set up."));
            if (!policy.allowsModel(account.local())) {
                throw ProblemException.invalid(
                        "provider", "not_allowed", "Your documents may not be shown to this provider.");
            }
        }
        ModelAccount asked = account;
        return new Target(
                asked,
                Arrays.stream(AiPolicy.values())
                        .filter(each -> asked != null && !each.allowsModel(asked.local()))
                        .map(AiPolicy::column)
                        .toList());
    }

    @Transactional(readOnly = true)
    public Page<Reclassification> list(UUID owner, @Nullable UUID before, int limit) {
        return Page.of(
                repository.list(owner, before, limit + 1), limit, it -> it.id().toString());
    }

    @Transactional(readOnly = true)
    public Reclassification find(UUID owner, UUID id) {
        return repository.find(owner, id).orElseThrow(ProblemException::notFound);
    }

    /** Documents that would change, as things are now. */
    @Transactional(readOnly = true)
    public Page<Difference> differences(UUID owner, UUID id, @Nullable UUID after, int limit) {
        Reclassification it = find(owner, id);
        Page<Answer> page = Page.of(
                repository.differing(owner, id, after, limit + 1),
                limit,
                answer -> answer.document().toString());
        Map<UUID, LabelChanges> changes = changes(owner, it.provider(), page.items());
        List<UUID> differing = page.items().stream()
                .map(Answer::document)
                .filter(document ->
                        !changes.getOrDefault(document, LabelChanges.NONE).isEmpty())
                .toList();
        return new Page<>(
                documents.summaries(owner, differing).stream()
                        .map(document -> difference(document, changes.getOrDefault(document.id(), LabelChanges.NONE)))
                        .toList(),
                page.next());
    }

    private static Difference difference(DocumentSummary document, LabelChanges changes) {
        return new Difference(document, changes.added(), changes.removed(), changes.moved());
    }

    /** How answers differ from what their documents have now, with as many queries for many as for one. */
    Map<UUID, LabelChanges> changes(UUID owner, String provider, List<Answer> answers) {
        Set<UUID> known = questions.topics(owner);
        List<UUID> ids = answers.stream().map(Answer::document).toList();
        Map<UUID, List<DocumentTopic>> labels = documentTopics.topicsOf(owner, ids);
        Map<UUID, Set<UUID>> rejected = documentTopics.rejectedTopicsOf(owner, ids);
        return answers.stream()
                .collect(Collectors.toMap(
                        Answer::document,
                        answer -> LabelChanges.between(
                                labels.getOrDefault(answer.document(), List.of()),
                                rejected.getOrDefault(answer.document(), Set.of()),
                                answer.labels().stream()
                                        .filter(label -> known.contains(label.topicId()))
                                        .toList(),
                                provider)));
    }

    /** Makes the differences so, but for some documents, as one batch. */
    @Transactional
    public Batch apply(UUID owner, UUID id, Collection<UUID> except) {
        // Decisions before all else, as everywhere: what is worked out here stays true until it is written.
        documentTopics.holdDecisions(owner);
        Reclassification it = repository.lock(owner, id).orElseThrow(ProblemException::notFound);
        if (it.state() != State.READY) {
            throw new ProblemException(ErrorCode.CONFLICT, "There is nothing to apply, or nothing any more.");
        }
        Set<UUID> left = new HashSet<>(except);
        List<Replacement> replacements = new ArrayList<>();
        UUID after = null;
        List<Answer> answers;
        do {
            answers = repository.differing(owner, id, after, PAGE);
            Map<UUID, LabelChanges> changes = changes(owner, it.provider(), answers);
            for (Answer answer : answers) {
                LabelChanges change = changes.getOrDefault(answer.document(), LabelChanges.NONE);
                if (!left.contains(answer.document()) && !change.isEmpty()) {
                    replacements.add(change.of(answer.document(), answer.run(), answer.labels()));
                }
                after = answer.document();
            }
        } while (answers.size() == PAGE);
        Batch batch = batches.record(
                owner,
                new Batch.Begun(Batch.Kind.RECLASSIFY, null, it.provider(), null),
                () -> suggestions.replace(owner, it.provider(), replacements));
        acceptance.accept(
                owner, replacements.stream().map(Replacement::document).toList());
        repository.move(owner, id, List.of(State.READY), State.APPLIED, batch.id());
        repository.deleteItems(owner, id);
        tell(owner, id);
        return batch;
    }

    /** Forgets the answers; calls that are still to come are not made. */
    @Transactional
    public void drop(UUID owner, UUID id) {
        if (!repository.move(owner, id, List.of(State.RUNNING, State.READY, State.FAILED), State.DROPPED, null)) {
            if (find(owner, id).state() == State.APPLIED) {
                throw new ProblemException(ErrorCode.CONFLICT, "This was applied already. It can be undone.");
            }
            return;
        }
        repository.deleteItems(owner, id);
        tell(owner, id);
    }

    /** Tells open browsers how far it is. */
    Reclassification tell(UUID owner, UUID id) {
        Reclassification it = find(owner, id);
        events.publish(owner, "reclassification", it);
        return it;
    }
}

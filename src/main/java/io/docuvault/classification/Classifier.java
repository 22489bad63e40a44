package io.docuvault.classification;

import io.docuvault.documents.Descriptions;
import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopic;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import io.docuvault.documents.StatedFacts;
import io.docuvault.documents.Suggestion;
import io.docuvault.shared.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Asks a provider about a document, and keeps what it said. */
@Component
class Classifier {

    private final DocumentTopics documentTopics;
    private final Descriptions descriptions;
    private final Proposals proposals;
    private final DocumentTexts texts;
    private final RunRepository runs;
    private final SentRepository sent;
    private final Gate gate;
    private final AutomaticAcceptance acceptance;
    private final Clock clock;

    Classifier(
            DocumentTopics documentTopics,
            Descriptions descriptions,
            Proposals proposals,
            DocumentTexts texts,
            RunRepository runs,
            SentRepository sent,
            Gate gate,
            AutomaticAcceptance acceptance,
            Clock clock) {
        this.documentTopics = documentTopics;
        this.descriptions = descriptions;
        this.proposals = proposals;
        this.texts = texts;
        this.runs = runs;
        this.sent = sent;
        this.gate = gate;
        this.acceptance = acceptance;
        this.clock = clock;
    }

    /**
     * A run of a model, as it came out.
     *
     * @param failure why there is no answer; null where there is one
     */
    record Asked(
            Run run, Permit.@Nullable Sent sent, @Nullable ProviderException failure) {}

    /** The answer to the same question about the same text, if it was ever given. */
    @Transactional(readOnly = true)
    public Optional<RunRepository.Answered> earlierAnswer(Question question, ReadDocument document) {
        return runs.answered(
                question.ownerId(),
                document.id(),
                question.provider().name(),
                question.hash(),
                textHash(question, document),
                // What the built-in provider says depends on what was refused for just this document.
                question.account() != null);
    }

    /** Asks a provider that needs no leave. */
    Run ask(Question question, ReadDocument document) {
        if (question.topics().isEmpty()) {
            return run(question, document, Run.Outcome.NO_TOPICS, null, List.of());
        }
        DocumentText text = Questions.documentText(document);
        long start = System.nanoTime();
        Classification answer = question.provider().classify(Gate.free(), request(question, text));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return answered(question, document, new Gate.Call<>(answer, null, null, null, null, took));
    }

    /** Asks a model, outside any transaction because it may take long. */
    Asked askModel(Question question, ModelAccount account, ReadDocument document) throws InterruptedException {
        ClassificationRequest request = request(question, Questions.documentText(document));
        boolean topics = !question.topics().isEmpty();
        Gate.Call<Classification> call = topics
                ? gate.ask(
                        account,
                        request,
                        Prompts.CLASSIFY_TOKENS,
                        permit -> account.provider().classify(permit, request))
                : gate.ask(account, request, Prompts.SUGGEST_TOKENS, permit -> proposals(account, permit, request));
        ProviderException failure = call.failure();
        Run run = failure == null ? answered(question, document, call) : unanswered(question, document, call, failure);
        return new Asked(run, call.sent(), failure);
    }

    private static Classification proposals(ModelAccount account, Permit permit, ClassificationRequest request) {
        List<TopicProposal> proposals = account.provider().suggestTopics(permit, request);
        TokenUsage usage = permit.usage();
        return new Classification(account.model(), List.of(), null, proposals, usage == null ? TokenUsage.NONE : usage);
    }

    private static ClassificationRequest request(Question question, DocumentText text) {
        return new ClassificationRequest(question.ownerId(), text, question.topics(), question.trainingSet());
    }

    /** Keeps a run and makes its labels the document's suggestions. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID owner, UUID document, Run run) {
        if (suggest(owner, document, run)) {
            runs.insert(owner, document, run);
        }
    }

    /** The same with what was sent; of a run without an answer nothing is suggested. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID owner, UUID document, Asked asked) {
        boolean there = asked.failure() == null ? suggest(owner, document, asked.run()) : texts.exists(owner, document);
        if (there) {
            runs.insert(owner, document, asked.run());
            if (asked.sent() != null) {
                sent.insert(owner, asked.run().id(), asked.sent(), asked.run().createdAt());
            }
        }
    }

    /** Keeps runs that are not to change anything. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(UUID owner, UUID document, Asked asked) {
        if (texts.exists(owner, document)) {
            runs.insert(owner, document, asked.run());
            if (asked.sent() != null) {
                sent.insert(owner, asked.run().id(), asked.sent(), asked.run().createdAt());
            }
        }
    }

    /** Gives an earlier answer again; for another document than it was about, with a run that says so. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void reuse(UUID owner, UUID document, RunRepository.Answered earlier) {
        if (earlier.document().equals(document)) {
            suggest(owner, document, earlier.run());
        } else {
            keep(owner, document, earlier.run().again(Ids.next(), clock.instant()));
        }
    }

    /**
     * Makes the labels of a run the document's suggestions, its facts the document's where no person has chosen, and what
     * it proposes a question to the owner; false if the document is gone.
     */
    private boolean suggest(UUID owner, UUID document, Run run) {
        acceptance.prepare(owner);
        List<Suggestion> suggestions = run.topics().stream()
                .map(label -> new Suggestion(label.topicId(), label.confidence(), label.evidence(), label.words()))
                .toList();
        boolean there = documentTopics.suggest(owner, document, run.id(), run.provider(), suggestions);
        if (there && !Providers.BUILT_IN.equals(run.provider())) {
            proposals.keep(owner, document, run);
        }
        DocumentFacts facts = run.facts();
        if (there && facts != null) {
            descriptions.describe(
                    owner,
                    document,
                    new StatedFacts(facts.title(), facts.documentDate(), facts.correspondent(), facts.summary()));
        }
        if (there) {
            acceptance.accept(owner, List.of(document));
        }
        return there;
    }

    /** Whether a model has said something about a document that nobody has decided about yet. */
    static boolean isOfAModel(List<DocumentTopic> topics) {
        return topics.stream()
                .anyMatch(topic -> topic.state() == DocumentTopic.State.SUGGESTED
                        && !Providers.BUILT_IN.equals(topic.provider())
                        && !Providers.RULE.equals(topic.provider()));
    }

    boolean hasAModelsSuggestions(UUID owner, UUID document) {
        Map<UUID, List<DocumentTopic>> topics = documentTopics.topicsOf(owner, List.of(document));
        return isOfAModel(topics.getOrDefault(document, List.of()));
    }

    /** A model is not believed: only topics of the question count, and only quotes that are in the text. */
    private static List<Run.Label> checked(Classification answer, Question question, String text) {
        Set<UUID> known = question.topics().stream().map(TopicPrompt::id).collect(Collectors.toSet());
        return answer.topics().stream()
                .filter(score -> known.remove(score.topicId()))
                .map(score -> new Run.Label(
                        score.topicId(),
                        score.confidence(),
                        text.contains(score.evidence()) ? score.evidence() : "",
                        score.words()))
                .toList();
    }

    private Run answered(Question question, ReadDocument document, Gate.Call<Classification> call) {
        Classification answer = call.answer();
        List<Run.Label> labels = answer == null ? List.of() : checked(answer, question, document.text());
        Run.Outcome outcome = question.topics().isEmpty()
                ? Run.Outcome.NO_TOPICS
                : labels.isEmpty() ? Run.Outcome.UNSURE : Run.Outcome.LABELLED;
        return run(question, document, outcome, call, labels);
    }

    private Run unanswered(
            Question question, ReadDocument document, Gate.Call<Classification> call, ProviderException failure) {
        Run.Outcome outcome =
                failure.reason() == ProviderException.Reason.REFUSED ? Run.Outcome.REFUSED : Run.Outcome.FAILED;
        return run(question, document, outcome, call, List.of());
    }

    private Run run(
            Question question,
            ReadDocument document,
            Run.Outcome outcome,
            Gate.@Nullable Call<Classification> call,
            List<Run.Label> labels) {
        Classification answer = call == null ? null : call.answer();
        TokenUsage usage = call == null ? null : call.usage();
        ProviderException failure = call == null ? null : call.failure();
        long millis = call == null ? 0 : call.took().toMillis();
        return new Run(
                Ids.next(),
                question.provider().name(),
                answer != null
                        ? answer.model()
                        : question.account() == null ? null : question.account().model(),
                clock.instant(),
                (int) Math.min(Integer.MAX_VALUE, millis),
                outcome,
                question.hash(),
                textHash(question, document),
                usage == null ? null : usage.input(),
                usage == null ? null : usage.output(),
                call == null ? null : call.costMicros(),
                labels,
                answer == null ? null : answer.facts(),
                answer == null ? List.of() : answer.proposals(),
                failure == null ? null : new Run.Problem(failure.code(), failure.detail()),
                null,
                call != null && call.sent() != null);
    }

    private static String textHash(Question question, ReadDocument document) {
        DocumentText text = Questions.documentText(document);
        if (question.account() != null) {
            return Hashes.of(List.of(Prompts.user(text)));
        }
        String language = document.language();
        return Hashes.of(List.of(document.title(), document.name(), language == null ? "" : language, text.excerpt()));
    }
}

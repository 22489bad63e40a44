package io.docuvault.classification;

import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import io.docuvault.documents.Suggestion;
import io.docuvault.shared.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
    private final RunRepository runs;
    private final Clock clock;

    Classifier(DocumentTopics documentTopics, RunRepository runs, Clock clock) {
        this.documentTopics = documentTopics;
        this.runs = runs;
        this.clock = clock;
    }

    /** The answer to the same question about the same text, if it was ever given. */
    @Transactional(readOnly = true)
    public Optional<Run> earlierAnswer(Question question, ReadDocument document) {
        return runs.answered(
                question.ownerId(), document.id(), question.provider().name(), question.hash(), textHash(document));
    }

    /**
     * Calls the provider, outside any transaction because it may take long.
     *
     * @throws ProviderException if it could not answer
     */
    Run ask(Question question, ReadDocument document) {
        if (question.topics().isEmpty()) {
            return run(question, document, Run.Outcome.NO_TOPICS, Duration.ZERO, null, List.of());
        }
        DocumentText text = Questions.documentText(document);
        long start = System.nanoTime();
        Classification answer = question.provider()
                .classify(
                        new ClassificationRequest(question.ownerId(), text, question.topics(), question.trainingSet()));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        List<Run.Label> labels = checked(answer, question, text);
        Run.Outcome outcome = labels.isEmpty() ? Run.Outcome.UNSURE : Run.Outcome.LABELLED;
        return run(question, document, outcome, took, answer, labels);
    }

    /** The run of a question that got no answer. */
    Run failed(Question question, ReadDocument document, Duration took) {
        return run(question, document, Run.Outcome.FAILED, took, null, List.of());
    }

    /** Keeps a run and makes its labels the document's suggestions. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID owner, UUID document, Run run) {
        if (suggest(owner, document, run)) {
            runs.insert(owner, document, run);
        }
    }

    /** Keeps the run of a failure; suggestions stay as they are. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keepFailure(UUID owner, UUID document, Run run) {
        runs.insert(owner, document, run);
    }

    /** Makes the labels of a run the document's suggestions; false if the document is gone. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean suggest(UUID owner, UUID document, Run run) {
        List<Suggestion> suggestions = run.topics().stream()
                .map(label -> new Suggestion(label.topicId(), label.confidence(), label.evidence()))
                .toList();
        return documentTopics.suggest(owner, document, run.id(), run.provider(), suggestions);
    }

    /** A model is not believed: only topics of the question count, and only quotes that are in the text. */
    private static List<Run.Label> checked(Classification answer, Question question, DocumentText text) {
        Set<UUID> known = question.topics().stream().map(TopicPrompt::id).collect(Collectors.toSet());
        return answer.topics().stream()
                .filter(score -> known.remove(score.topicId()))
                .map(score -> new Run.Label(
                        score.topicId(),
                        score.confidence(),
                        text.text().contains(score.evidence()) ? score.evidence() : ""))
                .toList();
    }

    private Run run(
            Question question,
            ReadDocument document,
            Run.Outcome outcome,
            Duration took,
            @Nullable Classification answer,
            List<Run.Label> labels) {
        TokenUsage usage = answer == null || answer.usage().equals(TokenUsage.NONE) ? null : answer.usage();
        return new Run(
                Ids.next(),
                question.provider().name(),
                answer == null ? null : answer.model(),
                clock.instant(),
                (int) Math.min(Integer.MAX_VALUE, took.toMillis()),
                outcome,
                question.hash(),
                textHash(document),
                usage == null ? null : usage.input(),
                usage == null ? null : usage.output(),
                null,
                labels);
    }

    private static String textHash(ReadDocument document) {
        String language = document.language();
        return Hashes.of(List.of(
                document.title(),
                document.name(),
                language == null ? "" : language,
                Questions.documentText(document).excerpt()));
    }
}

package io.docuvault.classification.builtin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.docuvault.classification.AiProvider;
import io.docuvault.classification.Classification;
import io.docuvault.classification.ClassificationRequest;
import io.docuvault.classification.DocumentText;
import io.docuvault.classification.LabelledText;
import io.docuvault.classification.Permit;
import io.docuvault.classification.ProviderHealth;
import io.docuvault.classification.TokenUsage;
import io.docuvault.classification.TopicPrompt;
import io.docuvault.classification.TopicProposal;
import io.docuvault.classification.TopicScore;
import io.docuvault.classification.builtin.TopicModel.Example;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The provider that comes with the product. What it knows of a person's topics is worked out when it is first asked,
 * and again when the topics or the decisions about documents have changed; it is kept in memory for a while.
 */
@Component
final class BuiltInProvider implements AiProvider {

    private static final String MODEL = "builtin-1";
    /** Below this an answer is more often a nuisance than a help to somebody who reviews it. */
    private static final double WORTH_SAYING = 0.2;
    /** A further topic must be surer: most documents have one. */
    private static final double WORTH_ADDING = 0.4;
    /** More does not make answers better, but learning them is cubic in their number. */
    private static final int MOST_EXAMPLES = 1_200;

    /** Together with those that wait for a decision. */
    private static final int MOST_DOCUMENTS = 1_500;

    /** All the documents that the kept models have learnt, about 20 kB each. */
    private static final int MOST_KEPT = 6_000;

    private record Learnt(String version, List<TopicPrompt> topics, TopicModel model) {
        boolean answers(ClassificationRequest request) {
            return version.equals(request.trainingSet().version()) && topics.equals(request.topics());
        }
    }

    /** By owner. */
    private final Cache<UUID, Learnt> models = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT)
            .weigher((UUID owner, Learnt learnt) -> 20 + learnt.model().size())
            .expireAfterAccess(Duration.ofMinutes(30))
            .build();

    @Override
    public String name() {
        return "builtin";
    }

    @Override
    public boolean local() {
        return true;
    }

    public Classification classify(ClassificationRequest request) {
        List<TopicScore> scores = List.of();
        if (!request.topics().isEmpty() && !request.document().text().isBlank()) {
            AnalysedDocument document = AnalysedDocument.of(request.document());
            TopicModel model = model(request);
            TopicModel.Answer answer = model.ask(request.document().id(), document);
            Set<UUID> refused = model.refusedFor(request.document().id());
            scores = IntStream.range(0, request.topics().size())
                    .filter(topic -> answer.confidence(topic) >= WORTH_SAYING)
                    .filter(topic ->
                            !refused.contains(request.topics().get(topic).id()))
                    .mapToObj(topic -> score(request.topics().get(topic), document, answer, topic))
                    .filter(score -> !score.words().isEmpty())
                    .sorted(Comparator.comparingDouble(TopicScore::confidence)
                            .reversed()
                            .thenComparing(TopicScore::topicId))
                    .toList();
            scores = worthSaying(scores);
        }
        return new Classification(MODEL, scores, TokenUsage.NONE);
    }

    private static List<TopicScore> worthSaying(List<TopicScore> scores) {
        return IntStream.range(0, scores.size())
                .filter(i -> i == 0 || scores.get(i).confidence() >= WORTH_ADDING)
                .mapToObj(scores::get)
                .toList();
    }

    private static TopicScore score(TopicPrompt topic, AnalysedDocument document, TopicModel.Answer answer, int index) {
        Evidence evidence = Evidence.of(document, answer.reasons(index));
        return new TopicScore(topic.id(), answer.confidence(index), evidence.passage(), evidence.words());
    }

    private TopicModel model(ClassificationRequest request) {
        return models.asMap()
                .compute(
                        request.ownerId(),
                        (owner, known) -> known != null && known.answers(request) ? known : learn(request))
                .model();
    }

    private static Learnt learn(ClassificationRequest request) {
        // Asked before the documents are read: a decision in between means learning once more, not missing it.
        String version = request.trainingSet().version();
        List<Example> examples = new ArrayList<>();
        try (Stream<LabelledText> documents = request.trainingSet().documents()) {
            documents
                    .limit(MOST_EXAMPLES)
                    .map(labelled -> example(labelled.document(), labelled.topics(), labelled.rejected()))
                    .forEach(examples::add);
        }
        Set<UUID> decided = examples.stream().map(Example::id).collect(Collectors.toSet());
        try (Stream<DocumentText> documents = request.trainingSet().undecided()) {
            documents
                    .filter(document -> !decided.contains(document.id()))
                    .limit(Math.max(0, MOST_DOCUMENTS - examples.size()))
                    .map(document -> example(document, Set.of(), Set.of()))
                    .forEach(examples::add);
        }
        return new Learnt(version, request.topics(), new TopicModel(request.topics(), examples));
    }

    private static Example example(DocumentText text, Set<UUID> topics, Set<UUID> rejected) {
        AnalysedDocument document = AnalysedDocument.of(text);
        return new Example(text.id(), document, Features.of(document), topics, rejected);
    }

    @Override
    public boolean learns() {
        return true;
    }

    /** It sends nothing, so that there is nothing to be permitted. */
    @Override
    public Classification classify(Permit permit, ClassificationRequest request) {
        return classify(request);
    }

    /** Proposing topics needs more than counting words: this provider has none. */
    @Override
    public List<TopicProposal> suggestTopics(Permit permit, ClassificationRequest request) {
        return List.of();
    }

    @Override
    public ProviderHealth healthCheck(Permit permit) {
        return healthCheck();
    }

    ProviderHealth healthCheck() {
        return new ProviderHealth(true, "ok", "Built in: needs no network and no key.");
    }
}

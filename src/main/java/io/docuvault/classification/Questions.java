package io.docuvault.classification;

import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Puts together what a provider is asked, from the owner's topics and decisions of this moment. */
@Component
class Questions {

    /** How many documents are read at a time while a provider learns. */
    private static final int BATCH = 50;

    private final TopicRepository topics;
    private final DocumentTopics documentTopics;
    private final DocumentTexts texts;
    private final Providers providers;
    private final ClassificationSettings settings;

    Questions(
            TopicRepository topics,
            DocumentTopics documentTopics,
            DocumentTexts texts,
            Providers providers,
            ClassificationSettings settings) {
        this.topics = topics;
        this.documentTopics = documentTopics;
        this.texts = texts;
        this.providers = providers;
        this.settings = settings;
    }

    /** For the built-in provider. */
    @Transactional(readOnly = true)
    public Question of(UUID owner) {
        AiProvider provider = providers.builtIn();
        List<TopicPrompt> prompts = prompts(owner, _ -> true);
        String version = String.valueOf(documentTopics.decisions(owner));
        String hash = hash(provider, prompts, version);
        return new Question(owner, provider, null, prompts, new Decisions(owner, version), hash);
    }

    /** For a model, which does not learn and is not told of topics that are closed to it. */
    @Transactional(readOnly = true)
    public Question of(UUID owner, ModelAccount account) {
        List<TopicPrompt> prompts = prompts(owner, topic -> open(topic.policy(), account));
        String hash = Prompts.hash(
                account.provider().name(), account.model(), account.baseUrl().toString(), prompts);
        return new Question(owner, account.provider(), account, prompts, TrainingSet.EMPTY, hash);
    }

    /** The ids of all topics. */
    @Transactional(readOnly = true)
    public Set<UUID> topics(UUID owner) {
        return topics.all(owner).stream().map(Topic::id).collect(Collectors.toSet());
    }

    private List<TopicPrompt> prompts(UUID owner, Predicate<Topic> open) {
        TopicTree tree = new TopicTree(topics.all(owner));
        return tree.topics().stream()
                .filter(open)
                .sorted(Comparator.comparing(Topic::id))
                .map(topic -> prompt(tree, topic))
                .toList();
    }

    private static boolean open(Topic.Policy policy, ModelAccount account) {
        return switch (policy) {
            case NEVER -> false;
            case LOCAL -> account.local();
            case ANY, INHERIT -> true;
        };
    }

    private static TopicPrompt prompt(TopicTree tree, Topic topic) {
        List<String> path = tree.above(topic).stream().map(Topic::name).toList();
        return new TopicPrompt(topic.id(), topic.name(), topic.description(), topic.aliases(), path);
    }

    private static String hash(AiProvider provider, List<TopicPrompt> prompts, String trainingVersion) {
        List<String> parts = new ArrayList<>(List.of(provider.name(), trainingVersion));
        for (TopicPrompt prompt : prompts) {
            parts.add(prompt.id().toString());
            parts.add(prompt.name());
            parts.add(prompt.description());
            parts.add(String.valueOf(prompt.aliases().size()));
            parts.addAll(prompt.aliases());
            parts.add(String.valueOf(prompt.path().size()));
            parts.addAll(prompt.path());
        }
        return Hashes.of(parts);
    }

    static DocumentText documentText(ReadDocument document) {
        return new DocumentText(document.id(), document.title(), document.name(), document.language(), document.text());
    }

    /** Reads a batch at a time, each in a transaction of its own: learning may take longer than one should last. */
    private final class Decisions implements TrainingSet {

        private final UUID owner;
        private final String version;

        Decisions(UUID owner, String version) {
            this.owner = owner;
            this.version = version;
        }

        @Override
        public String version() {
            return version;
        }

        @Override
        public Stream<LabelledText> documents() {
            return read(texts.decided(owner, settings.trainingPerTopic(), settings.trainingDocuments()))
                    .map(document -> new LabelledText(
                            documentText(document), document.confirmedTopics(), document.rejectedTopics()));
        }

        @Override
        public Stream<DocumentText> undecided() {
            return read(texts.unsorted(owner, settings.trainingUndecided())).map(Questions::documentText);
        }

        private Stream<ReadDocument> read(List<UUID> ids) {
            return IntStream.range(0, (ids.size() + BATCH - 1) / BATCH)
                    .mapToObj(i -> ids.subList(i * BATCH, Math.min(ids.size(), (i + 1) * BATCH)))
                    .flatMap(batch -> texts.read(owner, batch).stream());
        }
    }
}

package io.docuvault.classification.builtin;

import io.docuvault.classification.ClassificationRequest;
import io.docuvault.classification.DocumentText;
import io.docuvault.classification.LabelledText;
import io.docuvault.classification.TopicPrompt;
import io.docuvault.classification.TopicScore;
import io.docuvault.classification.TrainingSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How well the built-in classifier does, beside simpler ones. See bench/README.md. */
class ClassifierBench {

    private static final int[] SIZES = {0, 5, 10, 20, 50};
    private static final int SEEDS = Integer.getInteger("bench.seeds", 3);
    private static final int TESTED_PER_TOPIC = 30;

    /** Samples of one draw: what may be learnt, and what is asked. */
    private record Draw(Map<String, List<Sample>> learnable, List<Sample> asked, List<TopicPrompt> topics) {}

    @Test
    void measure() throws IOException {
        String folder = System.getProperty("bench.corpus", "");
        System.out.printf(
                "%-10s %8s %8s %8s %8s %8s | %9s %9s %9s %6s %8s%n",
                "confirmed", "majority", "bayes", "svm", "alone", "built-in", "precision", "automatic", "abstained", "ece", "docs/s");
        for (int size : SIZES) {
            double[] sums = new double[10];
            for (int seed = 1; seed <= SEEDS; seed++) {
                Draw draw = folder.isEmpty() ? generated(seed) : read(Path.of(folder), seed);
                add(sums, measure(draw, size));
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= SEEDS;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-10d %8.3f %8.3f %8.3f %8.3f %8.3f | %9.3f %9.3f %9.3f %6.3f %8.0f%n",
                    size, sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8], sums[9]);
        }
    }

    private static void add(double[] sums, double[] values) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i];
        }
    }

    private static double[] measure(Draw draw, int size) {
        List<Sample> learnt = draw.learnable().values().stream()
                .flatMap(samples -> samples.stream().limit(size))
                .toList();
        double[] result = new double[10];
        if (size > 0) {
            result[0] = baseline(Baselines.majority(learnt), draw);
            result[1] = baseline(Baselines.naiveBayes(learnt), draw);
            result[2] = baseline(Baselines.supportVectorMachine(learnt), draw);
        } else {
            result[0] = baseline(text -> draw.topics().getFirst().name(), draw);
        }
        Score alone = new Score();
        builtIn(draw, learnt, false, alone);
        result[3] = alone.macroF1();
        Score score = new Score();
        double seconds = builtIn(draw, learnt, true, score);
        result[4] = score.macroF1();
        result[5] = score.automaticPrecision();
        result[6] = score.automaticShare();
        result[7] = score.abstention();
        result[8] = score.calibrationError();
        result[9] = draw.asked().size() / seconds;
        return result;
    }

    private static double baseline(Function<String, String> classifier, Draw draw) {
        Score score = new Score();
        for (Sample sample : draw.asked()) {
            String text = sample.document().title() + "\n" + sample.document().text();
            score.add(sample.topic(), classifier.apply(text), 1);
        }
        return score.macroF1();
    }

    /**
     * Answers how long it took, learning included.
     *
     * @param together whether the documents that are asked about wait in the vault together, as after an import, or
     *     each is the only one without a decision
     */
    private static double builtIn(Draw draw, List<Sample> learnt, boolean together, Score score) {
        Map<UUID, String> names = new TreeMap<>();
        Map<String, UUID> ids = new TreeMap<>();
        for (TopicPrompt topic : draw.topics()) {
            names.put(topic.id(), topic.name());
            ids.put(topic.name(), topic.id());
        }
        List<LabelledText> confirmed = learnt.stream()
                .map(sample -> new LabelledText(sample.document(), Set.of(Objects.requireNonNull(ids.get(sample.topic()))), Set.of()))
                .toList();
        List<Sample> shuffled = new ArrayList<>(draw.asked());
        Collections.shuffle(shuffled, new Random(1));
        BuiltInProvider provider = new BuiltInProvider();
        TrainingSet trainingSet = new TrainingSet() {
            @Override
            public String version() {
                return "bench";
            }

            @Override
            public Stream<LabelledText> documents() {
                return confirmed.stream();
            }

            @Override
            public Stream<DocumentText> undecided() {
                return together ? shuffled.stream().map(Sample::document) : Stream.empty();
            }
        };
        long start = System.nanoTime();
        for (Sample sample : draw.asked()) {
            List<TopicScore> answer = provider.classify(new ClassificationRequest(
                            new UUID(0, 1), sample.document(), draw.topics(), trainingSet))
                    .topics();
            if (answer.isEmpty()) {
                score.addNone(sample.topic());
            } else {
                TopicScore best = answer.getFirst();
                score.add(sample.topic(), names.getOrDefault(best.topicId(), "?"), best.confidence());
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static Draw generated(int seed) {
        return draw(PaperGenerator.papers(seed, 50, true), PaperGenerator.papers(seed, TESTED_PER_TOPIC, false),
                PaperGenerator.topics());
    }

    /** Reads folders named after topics; a file "topic.txt" in one holds the topic's name and then its description. */
    private static Draw read(Path root, int seed) throws IOException {
        List<Sample> learnable = new ArrayList<>();
        List<Sample> asked = new ArrayList<>();
        List<TopicPrompt> topics = new ArrayList<>();
        for (Path folder : list(root)) {
            String topic = folder.getFileName().toString();
            List<Path> files = new ArrayList<>(list(folder));
            Path about = folder.resolve("topic.txt");
            files.remove(about);
            String[] words = Files.exists(about)
                    ? Files.readString(about, StandardCharsets.UTF_8).split("\n", 2)
                    : new String[] {topic, ""};
            UUID id = UUID.nameUUIDFromBytes(topic.getBytes(StandardCharsets.UTF_8));
            topics.add(new TopicPrompt(id, words[0], words.length > 1 ? words[1].strip() : "", List.of(), List.of()));
            Collections.shuffle(files, new Random(seed));
            int tested = Math.min(TESTED_PER_TOPIC, Math.max(1, files.size() / 3));
            for (int i = 0; i < files.size() && i < tested + 50; i++) {
                String text = Files.readString(files.get(i), StandardCharsets.UTF_8);
                Sample sample = new Sample(words[0], document(text));
                (i < tested ? asked : learnable).add(sample);
            }
        }
        return draw(learnable, asked, topics);
    }

    private static Draw draw(List<Sample> learnable, List<Sample> asked, List<TopicPrompt> topics) {
        Map<String, List<Sample>> byTopic = new TreeMap<>();
        learnable.forEach(sample ->
                byTopic.computeIfAbsent(sample.topic(), none -> new ArrayList<>()).add(sample));
        return new Draw(byTopic, asked, topics);
    }

    static DocumentText document(String text) {
        UUID id = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return new DocumentText(id, "Scan", "scan.pdf", null, text);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}

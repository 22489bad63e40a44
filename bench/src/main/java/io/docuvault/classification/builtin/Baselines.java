package io.docuvault.classification.builtin;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** What any text classifier has to beat. Each is taught with samples and then names the topic of a text. */
final class Baselines {

    private Baselines() {}

    static Function<String, String> majority(List<Sample> learnt) {
        Map<String, Integer> counts = new TreeMap<>();
        learnt.forEach(sample -> counts.merge(sample.topic(), 1, Integer::sum));
        String most = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return text -> most;
    }

    /** Multinomial naive Bayes with add-one smoothing. */
    static Function<String, String> naiveBayes(List<Sample> learnt) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        Map<String, Integer> vocabulary = new HashMap<>();
        Map<String, Integer> documents = new HashMap<>();
        for (Sample sample : learnt) {
            documents.merge(sample.topic(), 1, Integer::sum);
            words(sample).forEach((word, count) -> {
                counts.computeIfAbsent(sample.topic(), none -> new HashMap<>()).merge(word, count, Integer::sum);
                vocabulary.putIfAbsent(word, vocabulary.size());
            });
        }
        return text -> {
            Map<String, Integer> words = words(text);
            String best = "";
            double most = Double.NEGATIVE_INFINITY;
            for (var topic : counts.entrySet()) {
                double total = topic.getValue().values().stream().mapToInt(count -> count).sum() + vocabulary.size();
                double score = Math.log(documents.getOrDefault(topic.getKey(), 0));
                for (var word : words.entrySet()) {
                    if (vocabulary.containsKey(word.getKey())) {
                        double count = topic.getValue().getOrDefault(word.getKey(), 0) + 1;
                        score += word.getValue() * Math.log(count / total);
                    }
                }
                if (score > most) {
                    most = score;
                    best = topic.getKey();
                }
            }
            return best;
        };
    }

    /** A linear support vector machine, one against the rest, over sublinear TF-IDF of words. */
    static Function<String, String> supportVectorMachine(List<Sample> learnt) {
        Map<String, Integer> columns = new HashMap<>();
        Map<String, Integer> frequencies = new HashMap<>();
        List<String> topics = learnt.stream().map(Sample::topic).distinct().sorted().toList();
        for (Sample sample : learnt) {
            for (String word : words(sample).keySet()) {
                columns.putIfAbsent(word, columns.size() + 1);
                frequencies.merge(word, 1, Integer::sum);
            }
        }
        Function<Map<String, Integer>, Feature[]> vector = words -> vector(words, columns, frequencies, learnt.size());
        Problem problem = new Problem();
        problem.l = learnt.size();
        problem.n = columns.size();
        problem.x = learnt.stream().map(sample -> vector.apply(words(sample))).toArray(Feature[][]::new);
        problem.y = learnt.stream()
                .mapToDouble(sample -> topics.indexOf(sample.topic()))
                .toArray();
        Linear.disableDebugOutput();
        Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, 1, 0.01);
        parameter.setRandom(new Random(1));
        Model model = Linear.train(problem, parameter);
        return text -> topics.get((int) Linear.predict(model, vector.apply(words(text))));
    }

    private static Feature[] vector(
            Map<String, Integer> words, Map<String, Integer> columns, Map<String, Integer> frequencies, int documents) {
        TreeMap<Integer, Double> values = new TreeMap<>();
        words.forEach((word, count) -> {
            Integer column = columns.get(word);
            if (column != null) {
                double rarity = Math.log((1.0 + documents) / (1 + frequencies.getOrDefault(word, 0))) + 1;
                values.put(column, (1 + Math.log(count)) * rarity);
            }
        });
        double length = Math.sqrt(
                values.values().stream().mapToDouble(value -> value * value).sum());
        List<Feature> features = new ArrayList<>();
        values.forEach((column, value) -> features.add(new FeatureNode(column, value / length)));
        return features.toArray(Feature[]::new);
    }

    private static Map<String, Integer> words(Sample sample) {
        return words(sample.document().title() + "\n" + sample.document().text());
    }

    private static Map<String, Integer> words(String text) {
        Map<String, Integer> words = new HashMap<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
            if (word.length() > 1) {
                words.merge(word, 1, Integer::sum);
            }
        }
        return words;
    }
}

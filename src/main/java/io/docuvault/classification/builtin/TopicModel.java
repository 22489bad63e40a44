package io.docuvault.classification.builtin;

import io.docuvault.classification.TopicPrompt;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What is known of one person's topics: what their names and descriptions say, and, on top of it, what the confirmed
 * documents teach. The learner learns the difference, so that the prior knowledge fades as examples come; how much of
 * the prior knowledge is believed in the first place is decided by how well it foretells the examples.
 */
final class TopicModel {

    /** A document of the person, analysed, with what was decided about it. */
    record Example(UUID id, AnalysedDocument document, Features features, Set<UUID> topics, Set<UUID> rejected) {}

    private static final double DOUBT = 0.25;

    private final TopicPrior prior;
    private final Vocabulary vocabulary;
    private final List<SparseVector> vectors;
    private final double[][] similarityWeights;
    private final Calibration calibration;
    private final double[][] together;
    private final Map<UUID, Set<UUID>> refused;

    TopicModel(List<TopicPrompt> topics, Collection<Example> all) {
        refused = all.stream().collect(Collectors.toMap(Example::id, Example::rejected, (latest, older) -> latest));
        prior = new TopicPrior(topics);
        List<UUID> ids = topics.stream().map(TopicPrompt::id).toList();
        List<Example> examples = all.stream()
                .filter(example -> ids.stream().anyMatch(id -> isDecided(example, id)))
                .toList();
        vocabulary = new Vocabulary(examples.stream().map(Example::features).toList());
        vectors = examples.stream()
                .map(example -> vocabulary.vector(example.features()))
                .toList();
        double[][] labels = new double[examples.size()][];
        double[][] priors = new double[examples.size()][];
        double[][] expected = new double[examples.size()][];
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            priors[i] = prior.of(example.document()).probabilities;
            labels[i] = ids.stream()
                    .mapToDouble(id -> example.topics().contains(id) ? 1 : 0)
                    .toArray();
            expected[i] = labels[i].clone();
            boolean confirmed = Arrays.stream(labels[i]).anyMatch(label -> label > 0);
            for (int topic = 0; topic < ids.size(); topic++) {
                // A document with refusals only says nothing about the topics that were not refused.
                if (!confirmed && !example.rejected().contains(ids.get(topic))) {
                    expected[i][topic] = priors[i][topic];
                }
            }
        }
        KernelRegression kernel = new KernelRegression(vectors, vocabulary.size(), DOUBT);
        calibration = Calibration.fit(kernel.leftOut(expected), priors, kernel.leftOut(priors), labels);
        similarityWeights = kernel.weights(Matrices.difference(expected, priors, calibration.trust()));
        together = together(labels, topics.size());
    }

    private static boolean isDecided(Example example, UUID topic) {
        return example.topics().contains(topic) || example.rejected().contains(topic);
    }

    /** For each pair of topics, how often documents with the first also have the second. */
    private static double[][] together(double[][] labels, int topics) {
        double[][] both = new double[topics][topics];
        for (double[] document : labels) {
            for (int a = 0; a < topics; a++) {
                for (int b = 0; b < topics; b++) {
                    both[a][b] += document[a] * document[b];
                }
            }
        }
        for (int a = 0; a < topics; a++) {
            double count = both[a][a];
            for (int b = 0; b < topics; b++) {
                both[a][b] = a == b ? 1 : both[a][b] / (count + 1);
            }
        }
        return both;
    }

    /** How many documents were learnt. */
    int size() {
        return vectors.size();
    }

    /** The topics that the owner has refused for a document. */
    Set<UUID> refusedFor(UUID document) {
        return refused.getOrDefault(document, Set.of());
    }

    Answer ask(AnalysedDocument document) {
        return new Answer(document);
    }

    /** A question answered, with what is needed to explain it. */
    final class Answer {

        private final AnalysedDocument document;
        private final TopicPrior.Opinion opinion;
        private final SparseVector vector;
        private final double[] confidences;

        private Answer(AnalysedDocument document) {
            this.document = document;
            opinion = prior.of(document);
            vector = vocabulary.vector(Features.of(document));
            double[] scores = new double[opinion.probabilities.length];
            for (int topic = 0; topic < scores.length; topic++) {
                scores[topic] = calibration.trust() * opinion.probabilities[topic];
            }
            float[] dense = new float[vocabulary.size()];
            vector.addTo(dense, 1);
            for (int i = 0; i < vectors.size(); i++) {
                double similarity = vectors.get(i).dot(dense);
                for (int topic = 0; topic < scores.length; topic++) {
                    scores[topic] += similarity * similarityWeights[i][topic];
                }
            }
            confidences = withCompanions(calibration.probabilities(scores));
        }

        private double[] withCompanions(double[] single) {
            double[] sums = new double[single.length];
            for (int topic = 0; topic < single.length; topic++) {
                for (int first = 0; first < single.length; first++) {
                    sums[topic] += single[first] * together[first][topic];
                }
                sums[topic] = Math.min(1, sums[topic]);
            }
            return sums;
        }

        double confidence(int topic) {
            return confidences[topic];
        }

        /** How much each token of the document spoke for a topic. */
        double[] reasons(int topic) {
            float[] spoken = contributions(topic);
            Map<Integer, Double> counts = new HashMap<>();
            Features.visit(
                    document,
                    (view, feature, token, weight) ->
                            counts.merge(vocabulary.column(view, feature), weight, Double::sum));
            double[] reasons = new double[document.tokens().size()];
            Features.visit(document, (view, feature, token, weight) -> {
                int column = vocabulary.column(view, feature);
                if (column >= 0) {
                    reasons[token] += spoken[column] * weight / counts.getOrDefault(column, weight);
                }
            });
            Map<Integer, Double> known = opinion.reasons.get(topic);
            double sum = known.values().stream().mapToDouble(value -> value).sum();
            double share = calibration.trust() * opinion.probabilities[topic];
            known.forEach((token, value) -> reasons[token] += share * value / sum);
            return reasons;
        }

        /** For each column, how much it added to the topic's score. */
        private float[] contributions(int topic) {
            float[] learnt = new float[vocabulary.size()];
            for (int i = 0; i < vectors.size(); i++) {
                vectors.get(i).addTo(learnt, (float) similarityWeights[i][topic]);
            }
            float[] contributions = new float[vocabulary.size()];
            for (int k = 0; k < vector.columns.length; k++) {
                contributions[vector.columns[k]] = learnt[vector.columns[k]] * vector.values[k];
            }
            return contributions;
        }
    }
}

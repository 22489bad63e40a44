package io.docuvault.classification.builtin;

import io.docuvault.classification.TopicPrompt;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What is known of one person's topics: what their names and descriptions say, and, on top of it, what the confirmed
 * documents teach. The learner learns only the difference, so that the prior knowledge fades as examples come.
 */
final class TopicModel {

    /** A document of the person, analysed, with what was decided about it. */
    record Example(UUID id, AnalysedDocument document, Features features, Set<UUID> topics, Set<UUID> rejected) {}

    private static final double DOUBT = 0.25;

    private final TopicPrior prior;
    private final Vocabulary vocabulary;
    private final List<SparseVector> vectors;
    private final KernelRegression learnt;
    private final Calibration calibration;
    private final double[][] together;
    private final Map<UUID, Set<UUID>> refused;

    TopicModel(List<TopicPrompt> topics, Collection<Example> all) {
        refused = all.stream().collect(Collectors.toMap(Example::id, Example::rejected, (latest, older) -> latest));
        prior = new TopicPrior(topics);
        Map<UUID, Integer> index = new HashMap<>();
        topics.forEach(topic -> index.put(topic.id(), index.size()));
        List<Example> examples = all.stream()
                .filter(example -> example.topics().stream().anyMatch(index::containsKey)
                        || example.rejected().stream().anyMatch(index::containsKey))
                .toList();
        vocabulary = new Vocabulary(examples.stream().map(Example::features).toList());
        vectors = examples.stream()
                .map(example -> vocabulary.vector(example.features()))
                .toList();
        double[][] labels = new double[examples.size()][topics.size()];
        double[][] priors = new double[examples.size()][];
        double[][] surprises = new double[examples.size()][topics.size()];
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            priors[i] = prior.of(example.document()).probabilities;
            boolean confirmed = example.topics().stream().anyMatch(index::containsKey);
            for (int topic = 0; topic < topics.size(); topic++) {
                UUID id = topics.get(topic).id();
                labels[i][topic] = example.topics().contains(id) ? 1 : 0;
                // A document with refusals only says nothing about the topics that were not refused.
                boolean decided = confirmed || example.rejected().contains(id);
                surprises[i][topic] = decided ? labels[i][topic] - priors[i][topic] : 0;
            }
        }
        learnt = new KernelRegression(vectors, vocabulary.size(), surprises, doubts(labels));
        double[][] honest = learnt.leftOut();
        for (int i = 0; i < honest.length; i++) {
            for (int topic = 0; topic < topics.size(); topic++) {
                honest[i][topic] += priors[i][topic];
            }
        }
        calibration = Calibration.fit(honest, labels);
        together = together(labels, topics.size());
    }

    /** Documents of a rare topic are believed more, so that the frequent topics do not drown them. */
    private static double[] doubts(double[][] labels) {
        double[] doubts = new double[labels.length];
        java.util.Arrays.fill(doubts, DOUBT);
        return doubts;
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
            double[] similarities = learnt.similarities(vector, vocabulary.size());
            double[] scores = opinion.probabilities.clone();
            for (int i = 0; i < similarities.length; i++) {
                for (int topic = 0; topic < scores.length; topic++) {
                    scores[topic] += similarities[i] * learnt.weights()[i][topic];
                }
            }
            double[] single = calibration.probabilities(scores);
            confidences = new double[scores.length];
            for (int topic = 0; topic < scores.length; topic++) {
                for (int first = 0; first < scores.length; first++) {
                    confidences[topic] += single[first] * together[first][topic];
                }
                confidences[topic] = Math.min(1, confidences[topic]);
            }
        }

        double confidence(int topic) {
            return confidences[topic];
        }

        /** How much each token of the document spoke for a topic. */
        double[] reasons(int topic) {
            float[] spoken = new float[vocabulary.size()];
            for (int i = 0; i < vectors.size(); i++) {
                SparseVector other = vectors.get(i);
                float weight = (float) learnt.weights()[i][topic];
                for (int k = 0; k < other.columns.length; k++) {
                    spoken[other.columns[k]] += weight * other.values[k];
                }
            }
            for (int k = 0; k < vector.columns.length; k++) {
                spoken[vector.columns[k]] *= vector.values[k];
            }
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
            known.forEach((token, value) -> reasons[token] += opinion.probabilities[topic] * value / sum);
            return reasons;
        }
    }

    Answer ask(AnalysedDocument document) {
        return new Answer(document);
    }

    /** The topics that the owner has refused for a document. */
    Set<UUID> refusedFor(UUID document) {
        return refused.getOrDefault(document, Set.of());
    }
}

package io.docuvault.classification.builtin;

import io.docuvault.classification.TopicPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What is known of one person's topics: what their names and descriptions say, on top of it what the confirmed
 * documents teach, and what the documents that wait for a decision have in common with them. The learner learns the
 * difference, so that the prior knowledge fades as examples come; how much of the prior knowledge is believed in the
 * first place is decided by how well it foretells the examples. The waiting documents are then learnt with the topics
 * that they probably have, a few times over: so words count that no confirmed document has used yet.
 */
final class TopicModel {

    /**
     * A document of the person, analysed, with what was decided about it.
     *
     * @param topics empty while it waits for a decision
     */
    record Example(UUID id, AnalysedDocument document, Features features, Set<UUID> topics, Set<UUID> rejected) {}

    /** How far an answer may miss a confirmed document. */
    private static final double DOUBT = 0.25;
    /** And one whose topics are only guessed. */
    private static final double DOUBT_OF_GUESS = 0.7;

    private static final int ROUNDS = 3;
    private static final int NONE = -1;
    /** A topic with fewer confirmed documents has not shown yet that it is understood... */
    private static final int PROVEN = 5;
    /** ...and nothing surer than this is said about it. */
    private static final double UNPROVEN = 0.85;

    private final List<UUID> topics;
    private final TopicPrior prior;
    private final Vocabulary vocabulary;
    private final List<SparseVector> vectors;
    private final LatentSpace space;
    /** For each document and topic, how much similarity to it speaks for the topic. */
    private final double[][] weights;
    /** The same for similarity in the latent space. */
    private final double[][] latentWeights;

    private final Calibration calibration;
    private final double[][] together;
    /** For each topic, the most that is claimed. */
    private final double[] ceilings;

    private final Map<UUID, Set<UUID>> refused = new HashMap<>();
    /** What is answered for documents that were learnt with a guess; their own guess is left out. */
    private final Map<UUID, Guess> guesses = new HashMap<>();

    private final double[][] guessedScores;

    private record Guess(String text, int row) {}

    TopicModel(List<TopicPrompt> prompts, List<Example> documents) {
        topics = prompts.stream().map(TopicPrompt::id).toList();
        List<Example> all = new ArrayList<>();
        documents.stream().filter(this::isConfirmed).forEach(all::add);
        int confirmed = all.size();
        documents.stream().filter(document -> !isConfirmed(document)).forEach(all::add);
        prior = new TopicPrior(prompts, all.stream().map(Example::document).toList());
        vocabulary = new Vocabulary(all.stream().map(Example::features).toList());
        vectors = all.stream()
                .map(example -> vocabulary.vector(example.features()))
                .toList();
        double[][] targets = new double[all.size()][];
        double[][] priors = new double[all.size()][];
        for (int i = 0; i < targets.length; i++) {
            Example example = all.get(i);
            refused.put(example.id(), example.rejected());
            priors[i] = prior.of(example.document()).probabilities;
            targets[i] = topics.stream()
                    .mapToDouble(id -> example.topics().contains(id) ? 1 : 0)
                    .toArray();
        }
        double[][] similarities = SparseVector.similarities(vectors, vocabulary.size());
        space = new LatentSpace(similarities);
        mixIn(similarities);
        double[] doubts = new double[targets.length];
        Arrays.fill(doubts, 0, confirmed, DOUBT);
        Arrays.fill(doubts, confirmed, doubts.length, DOUBT_OF_GUESS);

        double[][] labels = Arrays.copyOf(targets, confirmed);
        together = together(labels, topics.size());
        ceilings = IntStream.range(0, topics.size())
                .mapToDouble(topic ->
                        Arrays.stream(labels).mapToDouble(label -> label[topic]).sum() < PROVEN ? UNPROVEN : 1)
                .toArray();
        KernelRegression certain = new KernelRegression(similarities, Arrays.copyOf(doubts, confirmed));
        Calibration first = fit(certain, labels, Arrays.copyOf(priors, confirmed), labels);
        double[][] rest = certain.weights(Matrices.difference(labels, priors, first.trust()));
        double[][] scores = new double[targets.length][];
        for (int i = confirmed; i < scores.length; i++) {
            scores[i] = new double[topics.size()];
            Matrices.addScaled(scores[i], priors[i], first.trust(), scores[i].length);
            for (int j = 0; j < confirmed; j++) {
                Matrices.addScaled(scores[i], rest[j], similarities[i][j], scores[i].length);
            }
        }
        KernelRegression learner = certain;
        if (confirmed < targets.length) {
            learner = new KernelRegression(similarities, doubts);
            for (int round = 0; round < ROUNDS; round++) {
                guess(all, targets, scores, confirmed, first.surer());
                scores = Matrices.difference(
                        learner.leftOut(Matrices.difference(targets, priors, first.trust())), priors, -first.trust());
            }
        }
        calibration = confirmed == targets.length ? first : first.after(confirmed);
        for (int i = confirmed; i < scores.length; i++) {
            guesses.put(all.get(i).id(), new Guess(all.get(i).document().text(), i));
        }
        guessedScores = scores;
        weights = learner.weights(Matrices.difference(targets, priors, calibration.trust()));
        latentWeights = space.spread(weights);
    }

    private boolean isConfirmed(Example example) {
        return topics.stream().anyMatch(example.topics()::contains);
    }

    private void mixIn(double[][] similarities) {
        for (int i = 0; i < similarities.length; i++) {
            for (int j = 0; j <= i; j++) {
                similarities[i][j] += space.share() * (space.similarity(i, j) - similarities[i][j]);
                similarities[j][i] = similarities[i][j];
            }
        }
    }

    private static Calibration fit(KernelRegression learner, double[][] targets, double[][] priors, double[][] labels) {
        int confirmed = labels.length;
        return Calibration.fit(
                Arrays.copyOf(learner.leftOut(targets), confirmed),
                Arrays.copyOf(priors, confirmed),
                Arrays.copyOf(learner.leftOut(priors), confirmed),
                labels);
    }

    private void guess(List<Example> all, double[][] targets, double[][] scores, int from, Calibration calibration) {
        for (int i = from; i < targets.length; i++) {
            targets[i] = calibration.probabilities(scores[i]);
            for (int topic = 0; topic < topics.size(); topic++) {
                if (all.get(i).rejected().contains(topics.get(topic))) {
                    targets[i][topic] = 0;
                }
            }
        }
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

    Answer ask(UUID id, AnalysedDocument document) {
        return new Answer(id, document);
    }

    /** A question answered, with what is needed to explain it. */
    final class Answer {

        private final AnalysedDocument document;
        private final TopicPrior.Opinion opinion;
        private final SparseVector vector;
        private final double distance;
        /** Where among the learnt documents this one is itself, with a guess: it must not speak for itself. */
        private final int own;

        private final double[] confidences;

        private Answer(UUID id, AnalysedDocument document) {
            this.document = document;
            opinion = prior.of(document);
            vector = vocabulary.vector(Features.of(document));
            double[] similarities = vector.similaritiesTo(vectors, vocabulary.size());
            distance = space.distance(similarities);
            Guess guess = guesses.get(id);
            own = guess != null && guess.text().equals(document.text()) ? guess.row() : NONE;
            confidences =
                    withCompanions(calibration.probabilities(own == NONE ? scores(similarities) : guessedScores[own]));
        }

        private double[] scores(double[] similarities) {
            double[] scores = new double[topics.size()];
            Matrices.addScaled(scores, opinion.probabilities, calibration.trust(), scores.length);
            for (int i = 0; i < similarities.length; i++) {
                for (int topic = 0; topic < scores.length; topic++) {
                    scores[topic] += similarities[i] * weight(i, topic);
                }
            }
            return scores;
        }

        private double weight(int i, int topic) {
            if (i == own) {
                return 0;
            }
            double latent = distance == 0 ? 0 : latentWeights[i][topic] / distance;
            return weights[i][topic] + space.share() * (latent - weights[i][topic]);
        }

        private double[] withCompanions(double[] single) {
            double[] sums = new double[single.length];
            for (int topic = 0; topic < single.length; topic++) {
                for (int first = 0; first < single.length; first++) {
                    sums[topic] += single[first] * together[first][topic];
                }
                sums[topic] = Math.min(ceilings[topic], sums[topic]);
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
                vectors.get(i).addTo(learnt, (float) weight(i, topic));
            }
            float[] contributions = new float[vocabulary.size()];
            for (int k = 0; k < vector.columns.length; k++) {
                contributions[vector.columns[k]] = learnt[vector.columns[k]] * vector.values[k];
            }
            return contributions;
        }
    }
}

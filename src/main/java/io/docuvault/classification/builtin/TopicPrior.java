package io.docuvault.classification.builtin;

import io.docuvault.classification.TopicPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the topics' names, aliases and descriptions say about a document, before anything was learnt: by the words they
 * share with it, and by the kinds of paper of the {@link Lexicon} that both speak of.
 */
final class TopicPrior {

    /** How well each topic fits a document. */
    static final class Opinion {

        /** For each topic; what is missing to 1 is the chance that none fits. */
        final double[] probabilities;

        /** For each topic, how much each token of the document spoke for it. */
        final List<Map<Integer, Double>> reasons;

        private Opinion(double[] probabilities, List<Map<Integer, Double>> reasons) {
            this.probabilities = probabilities;
            this.reasons = reasons;
        }
    }

    private static final String[] LANGUAGES = {"en", "de", "fr", "es"};
    private static final double NAME = 1;
    private static final double DESCRIPTION = 0.4;
    private static final double PATH = 0.25;
    /** Words that a topic shares with the document, against ideas that it shares. */
    private static final double WORDS = 2;
    /** How much must speak for a topic before it is more likely than none. */
    private static final double NONE = 1.3;
    /** How strongly the topic that fits best is preferred. */
    private static final double SHARPNESS = 2;
    /** A kind of paper that no topic asks for speaks for none of the topics. */
    private static final double FOREIGN_KIND = 0.5;

    /** A word counts in full up to the share of documents that is e to the power of minus this. */
    private static final double RARE = 3;

    private final int topics;
    private final int documents;
    private final Map<String, Integer> wordFrequencies = new HashMap<>();
    private final Map<Lexicon.Idea, Integer> ideaFrequencies = new HashMap<>();
    /** word -> for each topic, how much it means there */
    private final Map<String, double[]> words = new HashMap<>();
    /** kind -> for each topic, how much it is about that kind */
    private final double[][] kinds;

    /**
     * @param known documents of the same person: what most of them say tells little about any of them
     */
    TopicPrior(List<TopicPrompt> prompts, List<AnalysedDocument> known) {
        topics = prompts.size();
        kinds = new double[Lexicon.EVERYDAY.kinds()][topics];
        for (int topic = 0; topic < topics; topic++) {
            TopicPrompt prompt = prompts.get(topic);
            Map<Integer, Double> about = new HashMap<>();
            learn(topic, prompt.name(), NAME, about);
            for (String alias : prompt.aliases()) {
                learn(topic, alias, NAME, about);
            }
            learn(topic, prompt.description(), DESCRIPTION, about);
            for (String parent : prompt.path()) {
                learn(topic, parent, PATH, about);
            }
            double most =
                    about.values().stream().mapToDouble(value -> value).max().orElse(0);
            for (var kind : about.entrySet()) {
                kinds[kind.getKey()][topic] = Math.pow(kind.getValue() / most, 2) * Math.min(1, most);
            }
        }
        words.values().forEach(this::discountCommon);
        documents = known.size();
        for (AnalysedDocument document : known) {
            document.tokens().stream()
                    .map(token -> known(token.stem()))
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(word -> wordFrequencies.merge(word, 1, Integer::sum));
            document.ideas().stream()
                    .map(Lexicon.Match::idea)
                    .distinct()
                    .forEach(idea -> ideaFrequencies.merge(idea, 1, Integer::sum));
        }
    }

    /** Of 1 or less. Until there are some documents everything counts as rather rare. */
    private double rarity(int frequency) {
        double share = (frequency + 2.0) / (documents + 30.0);
        return Math.min(1, -Math.log(share) / RARE);
    }

    private void learn(int topic, String text, double weight, Map<Integer, Double> about) {
        Map<String, Double> stems = new HashMap<>();
        Map<Integer, Double> found = new HashMap<>();
        for (String language : LANGUAGES) {
            List<Token> tokens = Tokens.of(text, language);
            for (Token token : tokens) {
                stems.put(token.stem(), weight);
            }
            Map<Integer, Double> inLanguage = new HashMap<>();
            for (Lexicon.Match match : Lexicon.EVERYDAY.matches(tokens)) {
                double meaning = weight * match.weight() * (match.idea().name() ? 1 : 0.4);
                inLanguage.merge(match.idea().kind(), meaning, Double::sum);
            }
            inLanguage.forEach((kind, meaning) -> found.merge(kind, meaning, Math::max));
        }
        stems.forEach((stem, meaning) -> {
            double[] meanings = words.computeIfAbsent(stem, none -> new double[topics]);
            meanings[topic] = Math.max(meanings[topic], meaning);
        });
        found.forEach((kind, meaning) -> about.merge(kind, meaning, Double::sum));
    }

    /** A word that many topics use tells little about any of them. */
    private void discountCommon(double[] meanings) {
        double users = Arrays.stream(meanings).filter(meaning -> meaning > 0).count();
        double discount = Math.log(1 + topics / users) / Math.log(1 + topics);
        for (int topic = 0; topic < topics; topic++) {
            meanings[topic] *= discount;
        }
    }

    Opinion of(AnalysedDocument document) {
        List<Map<Integer, Double>> reasons = new ArrayList<>();
        double[] fit = new double[topics];
        for (int topic = 0; topic < topics; topic++) {
            reasons.add(new HashMap<>());
        }
        double foreign = byKind(document, fit, reasons);
        byWord(document, fit, reasons);
        return new Opinion(probabilities(fit, foreign), reasons);
    }

    /** Adds what the ideas of the document say; answers how strongly it is of kinds that no topic is about. */
    private double byKind(AnalysedDocument document, double[] fit, List<Map<Integer, Double>> reasons) {
        Map<Lexicon.Idea, Double> counts = new HashMap<>();
        for (Lexicon.Match match : document.ideas()) {
            double weight =
                    match.weight() * document.tokens().get(match.token()).weight();
            double rare = rarity(ideaFrequencies.getOrDefault(match.idea(), 0));
            counts.merge(match.idea(), weight, Double::sum);
            double[] topicsOfKind = kinds[match.idea().kind()];
            for (int topic = 0; topic < topics; topic++) {
                if (topicsOfKind[topic] > 0) {
                    reasons.get(topic).merge(match.token(), rare * weight * topicsOfKind[topic], Double::sum);
                }
            }
        }
        double[] strength = new double[kinds.length];
        counts.forEach((idea, count) ->
                strength[idea.kind()] += rarity(ideaFrequencies.getOrDefault(idea, 0)) * Math.log1p(count));
        double foreign = 0;
        for (int kind = 0; kind < kinds.length; kind++) {
            double claimed = 0;
            for (int topic = 0; topic < topics; topic++) {
                fit[topic] += kinds[kind][topic] * strength[kind];
                claimed = Math.max(claimed, kinds[kind][topic]);
            }
            foreign = Math.max(foreign, (1 - claimed) * strength[kind]);
        }
        return foreign;
    }

    private void byWord(AnalysedDocument document, double[] fit, List<Map<Integer, Double>> reasons) {
        Map<String, Double> counts = new HashMap<>();
        List<Token> tokens = document.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String word = known(token.stem());
            if (word != null) {
                counts.merge(word, token.weight(), Double::sum);
                double[] meanings = words.getOrDefault(word, new double[topics]);
                for (int topic = 0; topic < topics; topic++) {
                    if (meanings[topic] > 0) {
                        reasons.get(topic).merge(i, WORDS * meanings[topic] * token.weight(), Double::sum);
                    }
                }
            }
        }
        counts.forEach((word, count) -> {
            double[] meanings = words.getOrDefault(word, new double[topics]);
            for (int topic = 0; topic < topics; topic++) {
                fit[topic] +=
                        rarity(wordFrequencies.getOrDefault(word, 0)) * WORDS * meanings[topic] * Math.log1p(count);
            }
        });
    }

    private @Nullable String known(String stem) {
        if (words.containsKey(stem)) {
            return stem;
        }
        for (int start = 3; start <= stem.length() - 5; start++) {
            if (words.containsKey(stem.substring(start))) {
                return stem.substring(start);
            }
        }
        return null;
    }

    private static double[] probabilities(double[] fit, double foreign) {
        double[] chances = new double[fit.length];
        double sum = Math.pow(NONE, SHARPNESS) + Math.pow(FOREIGN_KIND * foreign, SHARPNESS);
        for (int topic = 0; topic < fit.length; topic++) {
            chances[topic] = Math.pow(fit[topic], SHARPNESS);
            sum += chances[topic];
        }
        for (int topic = 0; topic < fit.length; topic++) {
            chances[topic] /= sum;
        }
        return chances;
    }
}

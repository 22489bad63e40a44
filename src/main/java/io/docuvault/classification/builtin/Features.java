package io.docuvault.classification.builtin;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/**
 * The features of a document, counted in two views: words, pairs of words and the ideas behind them, which mean the
 * same in every language; and pieces of words, which survive recognition errors, inflection and compounding.
 *
 * @param counts for each view, how often each feature occurs, weighted by where
 */
record Features(Map<View, Map<String, Double>> counts) {

    enum View {
        WORDS(0.6),
        PIECES(0.4);

        final double share;

        View(double share) {
            this.share = share;
        }
    }

    /** Receives each feature of a token. */
    @FunctionalInterface
    interface Visitor {
        void visit(View view, String feature, int token, double weight);
    }

    /** An idea repeats what its words say, only more generally. */
    private static final double OF_IDEA = 0.7;

    private static final int PIECE = 4;

    static Features of(AnalysedDocument document) {
        Map<View, Map<String, Double>> counts = new EnumMap<>(View.class);
        visit(
                document,
                (view, feature, token, weight) ->
                        counts.computeIfAbsent(view, none -> new HashMap<>()).merge(feature, weight, Double::sum));
        return new Features(counts);
    }

    /** Tells every feature of a document with the token that brought it. */
    static void visit(AnalysedDocument document, Visitor visitor) {
        List<Token> tokens = document.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            visitor.visit(View.WORDS, token.stem(), i, token.weight());
            if (token.follows()) {
                visitor.visit(View.WORDS, tokens.get(i - 1).stem() + " " + token.stem(), i, token.weight());
            }
            pieces(token, i, visitor);
        }
        for (Lexicon.Match match : document.ideas()) {
            double weight = match.weight() * tokens.get(match.token()).weight();
            visitor.visit(View.WORDS, "#" + match.idea().id(), match.token(), OF_IDEA * weight);
            visitor.visit(View.WORDS, "##" + match.idea().kind(), match.token(), OF_IDEA * weight);
        }
    }

    private static void pieces(Token token, int index, Visitor visitor) {
        String padded = "^" + token.word() + "$";
        for (int i = 0; i + PIECE <= padded.length(); i++) {
            visitor.visit(View.PIECES, padded.substring(i, i + PIECE), index, token.weight());
        }
    }

    void forEach(View view, ObjDoubleConsumer<String> consumer) {
        counts.getOrDefault(view, Map.of()).forEach(consumer::accept);
    }
}

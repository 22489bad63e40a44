package io.docuvault.classification.builtin;

import io.docuvault.classification.TopicScore;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The passage of a text, and the words, that spoke most for an answer. */
record Evidence(String passage, List<String> words) {

    private static final int WORDS = 6;
    /** A line, or a sentence of a longer one, or as much of it as may be quoted. */
    private static final Pattern PASSAGE =
            Pattern.compile("[^\\r\\n]{1," + (TopicScore.MAX_EVIDENCE - 1) + "}?(?:[.!?](?=\\s)|(?=[\\r\\n])|$)"
                    + "|[^\\r\\n]{1," + (TopicScore.MAX_EVIDENCE - 1) + "}(?=\\s)|[^\\r\\n]{1,"
                    + (TopicScore.MAX_EVIDENCE - 1) + "}");

    static Evidence of(AnalysedDocument document, double[] reasons) {
        return new Evidence(passage(document, reasons), words(document, reasons));
    }

    private static String passage(AnalysedDocument document, double[] reasons) {
        List<Token> tokens = document.tokens();
        int token = 0;
        while (token < tokens.size() && tokens.get(token).start() < 0) {
            token++;
        }
        String best = "";
        double most = 0;
        Matcher passages = PASSAGE.matcher(document.text());
        while (passages.find()) {
            double sum = 0;
            for (; token < tokens.size() && tokens.get(token).start() < passages.end(); token++) {
                sum += reasons[token];
            }
            if (sum > most) {
                most = sum;
                best = passages.group().strip();
            }
        }
        return best;
    }

    private static List<String> words(AnalysedDocument document, double[] reasons) {
        Map<String, Double> sums = new HashMap<>();
        Map<String, String> shown = new HashMap<>();
        for (int i = 0; i < reasons.length; i++) {
            Token token = document.tokens().get(i);
            sums.merge(token.stem(), reasons[i], Double::sum);
            shown.putIfAbsent(token.stem(), token.word());
        }
        return sums.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(WORDS)
                .map(entry -> shown.getOrDefault(entry.getKey(), entry.getKey()))
                .toList();
    }
}

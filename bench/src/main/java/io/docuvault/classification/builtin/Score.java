package io.docuvault.classification.builtin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts right and wrong answers. An answer is the topic given, with its confidence, or none. */
final class Score {

    /** The confidence from which a household might let answers be applied without looking. */
    static final double AUTOMATIC = 0.9;

    private static final int BINS = 10;
    private static final String NONE = "";

    private record Answer(String truth, String given, double confidence) {
        boolean right() {
            return truth.equals(given);
        }
    }

    private final List<Answer> answers = new ArrayList<>();

    void add(String truth, String given, double confidence) {
        answers.add(new Answer(truth, given, confidence));
    }

    void addNone(String truth) {
        answers.add(new Answer(truth, NONE, 0));
    }

    /** The mean over the topics of the harmonic mean of precision and recall; saying nothing costs recall. */
    double macroF1() {
        Map<String, int[]> counts = new HashMap<>();
        for (Answer answer : answers) {
            counts.computeIfAbsent(answer.truth(), none -> new int[3])[1]++;
            if (!answer.given().equals(NONE)) {
                counts.computeIfAbsent(answer.given(), none -> new int[3])[2]++;
            }
            if (answer.right()) {
                counts.computeIfAbsent(answer.truth(), none -> new int[3])[0]++;
            }
        }
        return counts.values().stream()
                .filter(count -> count[1] > 0)
                .mapToDouble(count -> 2.0 * count[0] / (count[1] + count[2]))
                .average()
                .orElse(0);
    }

    double abstention() {
        return share((double) answers.stream().filter(answer -> answer.given().equals(NONE)).count(), answers.size());
    }

    double automaticPrecision() {
        List<Answer> automatic = automatic();
        return share((double) automatic.stream().filter(Answer::right).count(), automatic.size());
    }

    double automaticShare() {
        return share(automatic().size(), answers.size());
    }

    private List<Answer> automatic() {
        return answers.stream()
                .filter(answer -> answer.confidence() >= AUTOMATIC)
                .toList();
    }

    /** How far confidence and share of right answers lie apart, over the answers given. */
    double calibrationError() {
        double[] confidence = new double[BINS];
        double[] right = new double[BINS];
        int given = 0;
        for (Answer answer : answers) {
            if (!answer.given().equals(NONE)) {
                int bin = Math.min(BINS - 1, (int) (answer.confidence() * BINS));
                confidence[bin] += answer.confidence();
                right[bin] += answer.right() ? 1 : 0;
                given++;
            }
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(confidence[bin] - right[bin]);
        }
        return share(error, given);
    }

    private static double share(double part, double whole) {
        return whole == 0 ? Double.NaN : part / whole;
    }
}

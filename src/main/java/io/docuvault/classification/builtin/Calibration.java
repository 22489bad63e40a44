package io.docuvault.classification.builtin;

/**
 * Turns scores into probabilities: a soft maximum over the topics and over "none of them". Its numbers are fitted to
 * what the model answers for documents it has not learnt. Few documents move them little from where they stand without
 * any.
 *
 * @param trust how much the prior knowledge is believed
 * @param sharpness how much a difference of scores means
 * @param none the score that a topic must reach to be as likely as no topic
 */
record Calibration(double trust, double sharpness, double none) {

    static final Calibration PRIOR = new Calibration(1, 9, 0.15);

    /** How strongly the numbers are held where they stand, in documents. */
    private static final double INERTIA = 6;

    private static final double SURER = 1.6;
    /** Of this many documents, confirmations are still too few to tell how much guessing has taught... */
    private static final double FEW = 100;
    /** ...and this is how sharp probabilities are without any. */
    private static final double SHARE_OF_NOTHING = 0.6;

    /** Three numbers need no more documents than this. */
    private static final int ENOUGH = 400;
    /** How much it counts that a document whose own topic is taken away should get none. */
    private static final double STRANGERS = 0.1;

    /**
     * @param learnt for each document and topic, what the learner answers without having seen it
     * @param priors for each document and topic, the prior knowledge
     * @param priorsLearnt what the learner answers when it is taught the prior knowledge, without having seen it
     * @param labels for each document and topic, 1 where it has it
     */
    static Calibration fit(double[][] learnt, double[][] priors, double[][] priorsLearnt, double[][] labels) {
        Calibration best = PRIOR;
        double least = Double.POSITIVE_INFINITY;
        for (double trust = 0; trust <= 1; trust += 0.2) {
            // The learner learns what the believed part of the prior knowledge leaves over; both are linear.
            double[][] rest = Matrices.difference(learnt, priorsLearnt, trust);
            double[][] scores = Matrices.difference(rest, priors, -trust);
            for (double step = -5; step <= 8; step++) {
                for (double none = 0.05; none <= 0.40; none += 0.05) {
                    Calibration candidate = new Calibration(trust, PRIOR.sharpness * Math.pow(1.2, step), none);
                    double loss = candidate.loss(scores, labels) + INERTIA * candidate.distance();
                    if (loss < least) {
                        least = loss;
                        best = candidate;
                    }
                }
            }
        }
        return best;
    }

    private double distance() {
        return Math.pow(Math.log(sharpness / PRIOR.sharpness) / 0.35, 2) / 2
                + Math.pow((none - PRIOR.none) / 0.08, 2) / 2
                + Math.pow((trust - PRIOR.trust) / 1.0, 2) / 2;
    }

    private double loss(double[][] scores, double[][] labels) {
        double height = Math.exp(sharpness * none);
        double loss = 0;
        int step = 1 + scores.length / ENOUGH;
        for (int i = 0; i < scores.length; i += step) {
            double own = 0;
            double others = height;
            for (int topic = 0; topic < scores[i].length; topic++) {
                double weight = Math.exp(sharpness * scores[i][topic]);
                if (labels[i][topic] > 0) {
                    own += weight;
                } else {
                    others += weight;
                }
            }
            if (own > 0) {
                loss -= Math.log(own / (own + others));
                loss -= STRANGERS * Math.log(height / others);
            }
        }
        return loss;
    }

    /** The same, made surer: what is taken for granted may be wrong now and then. */
    Calibration surer() {
        return new Calibration(trust, SURER * sharpness, none / 2);
    }

    /** What to make of scores that were learnt with guesses besides a number of confirmed documents. */
    Calibration after(int confirmed) {
        return new Calibration(trust, sharpness * (confirmed + SHARE_OF_NOTHING * FEW) / (confirmed + FEW), none);
    }

    /** For each topic how likely it is; what is missing to 1 is the chance of none. */
    double[] probabilities(double[] scores) {
        double[] probabilities = new double[scores.length];
        double sum = Math.exp(sharpness * none);
        for (int topic = 0; topic < scores.length; topic++) {
            probabilities[topic] = Math.exp(sharpness * scores[topic]);
            sum += probabilities[topic];
        }
        for (int topic = 0; topic < scores.length; topic++) {
            probabilities[topic] /= sum;
        }
        return probabilities;
    }
}

package io.docuvault.classification.builtin;

/**
 * Turns scores into probabilities: a soft maximum over the topics and over "none of them", whose sharpness and height
 * are fitted to what the model answered for documents it had not learnt. Few documents move them little from where they
 * stand without any.
 *
 * @param sharpness how much a difference of scores means
 * @param none the score that a topic must reach to be as likely as no topic
 */
record Calibration(double sharpness, double none) {

    static final Calibration PRIOR = new Calibration(9, 0.22);

    /** About as many documents as it takes to move the calibration half of the way. */
    private static final double TRUST_IN_PRIOR = 6;
    /** How much it counts that a document whose own topic is taken away should get none. */
    private static final double STRANGERS = 0.15;

    /**
     * @param scores for each document and topic
     * @param topics for each document and topic, 1 where it has it
     */
    static Calibration fit(double[][] scores, double[][] topics) {
        Calibration best = PRIOR;
        double least = Double.POSITIVE_INFINITY;
        for (double step = -6; step <= 8; step++) {
            for (double none = 0.10; none <= 0.40; none += 0.03) {
                Calibration candidate = new Calibration(PRIOR.sharpness * Math.pow(1.15, step), none);
                double loss = candidate.loss(scores, topics) + TRUST_IN_PRIOR * candidate.distance();
                if (loss < least) {
                    least = loss;
                    best = candidate;
                }
            }
        }
        return best;
    }

    private double distance() {
        return Math.pow(Math.log(sharpness / PRIOR.sharpness) / 0.35, 2) / 2
                + Math.pow((none - PRIOR.none) / 0.08, 2) / 2;
    }

    private double loss(double[][] scores, double[][] topics) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            double own = 0;
            double others = Math.exp(sharpness * none);
            for (int topic = 0; topic < scores[i].length; topic++) {
                double weight = Math.exp(sharpness * scores[i][topic]);
                if (topics[i][topic] > 0) {
                    own += weight;
                } else {
                    others += weight;
                }
            }
            if (own > 0) {
                loss -= Math.log(own / (own + others));
                loss -= STRANGERS * Math.log(Math.exp(sharpness * none) / others);
            }
        }
        return loss;
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

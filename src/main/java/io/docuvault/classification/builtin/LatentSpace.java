package io.docuvault.classification.builtin;

import java.util.Random;

/**
 * The few directions in which the documents of one person differ most (latent semantic analysis). In them two documents
 * are alike if they use words that other documents use together, even if they share none themselves.
 */
final class LatentSpace {

    private static final int MOST_DIRECTIONS = 64;
    private static final int DOCUMENTS_PER_DIRECTION = 4;
    /** How much of the similarity of two documents is that in this space, when it has enough directions. */
    private static final double SHARE = 0.25;

    private static final double ENOUGH_DIRECTIONS = 16;

    private static final int ROUNDS = 4;
    /** Keeps what is decomposed positive definite where documents repeat each other. */
    private static final double SHIFT = 0.01;

    /** For each document where it lies, at a distance of 1 from the middle. */
    private final double[][] places;

    /** For each document, what similarity to it adds to the place of another one. */
    private final double[][] projections;

    LatentSpace(double[][] similarities) {
        int size = similarities.length;
        int directions = Math.min(MOST_DIRECTIONS, (size + DOCUMENTS_PER_DIRECTION - 1) / DOCUMENTS_PER_DIRECTION);
        Random random = new Random(1);
        double[][] basis = new double[size][directions];
        for (double[] row : basis) {
            for (int k = 0; k < directions; k++) {
                row[k] = random.nextGaussian();
            }
        }
        // Multiplying again and again turns any directions into those of the greatest differences.
        for (int round = 0; round < ROUNDS; round++) {
            double[][] turned = shifted(similarities, basis);
            double[][] lower = Matrices.decompose(Matrices.products(turned, turned));
            for (int i = 0; i < size; i++) {
                basis[i] = Matrices.solve(lower, turned[i]);
            }
        }
        double[][] lower = Matrices.decompose(Matrices.products(basis, shifted(similarities, basis)));
        places = new double[size][];
        projections = new double[size][];
        for (int i = 0; i < size; i++) {
            projections[i] = Matrices.solve(lower, basis[i]);
            places[i] = normal(Matrices.multiplyTransposed(lower, basis[i]));
        }
    }

    private static double[][] shifted(double[][] similarities, double[][] basis) {
        return Matrices.difference(Matrices.multiply(similarities, basis), basis, -SHIFT);
    }

    private static double[] normal(double[] place) {
        double length = length(place);
        double[] normal = place.clone();
        for (int k = 0; k < normal.length && length > 0; k++) {
            normal[k] /= length;
        }
        return normal;
    }

    private static double length(double[] place) {
        double square = 0;
        for (double value : place) {
            square += value * value;
        }
        return Math.sqrt(square);
    }

    /** How much this space counts: little where it has few directions, since then all documents are alike in it. */
    double share() {
        return projections.length == 0 ? 0 : SHARE * Math.min(1, projections[0].length / ENOUGH_DIRECTIONS);
    }

    /** How alike two of the documents are in this space. */
    double similarity(int one, int other) {
        return Matrices.dot(places[one], places[other], places[one].length);
    }

    /**
     * What similarity to each document adds to the outputs of another one, up to its {@link #distance}, if these are the
     * weights of the documents in this space.
     */
    double[][] spread(double[][] weights) {
        return Matrices.multiply(projections, Matrices.products(places, weights));
    }

    /** How far from the middle a document lies that has these similarities to the others. */
    double distance(double[] similarities) {
        double[] place = new double[projections.length == 0 ? 0 : projections[0].length];
        for (int i = 0; i < similarities.length; i++) {
            for (int k = 0; k < place.length; k++) {
                place[k] += similarities[i] * projections[i][k];
            }
        }
        return length(place);
    }
}

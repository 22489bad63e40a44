package io.docuvault.classification.builtin;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Regularised least squares on the similarities between documents (a least-squares support vector machine, or the mean
 * of a Gaussian process). It is as accurate on text as a linear support vector machine, and says without any further
 * training what it would have answered for each document had it not learnt that one: an honest basis for calibration
 * from a handful of documents.
 */
final class KernelRegression {

    private final double[][] inverse;

    /**
     * @param doubt how far a document may be missed: the more, the smoother
     */
    KernelRegression(List<SparseVector> documents, int columns, double doubt) {
        inverse = similarities(documents, columns);
        for (int i = 0; i < inverse.length; i++) {
            inverse[i][i] += doubt;
        }
        Matrices.invert(inverse);
    }

    /** How much each learnt document speaks for each output, to answer the targets given for each document. */
    double[][] weights(double[][] targets) {
        return Matrices.multiply(inverse, targets);
    }

    /** For each learnt document, what would be answered if it had not been learnt. */
    double[][] leftOut(double[][] targets) {
        double[][] answers = weights(targets);
        for (int i = 0; i < answers.length; i++) {
            for (int output = 0; output < answers[i].length; output++) {
                answers[i][output] = targets[i][output] - answers[i][output] / inverse[i][i];
            }
        }
        return answers;
    }

    private static double[][] similarities(List<SparseVector> documents, int columns) {
        int size = documents.size();
        double[][] matrix = new double[size][size];
        ThreadLocal<float[]> buffers = ThreadLocal.withInitial(() -> new float[columns]);
        IntStream.range(0, size).parallel().forEach(i -> {
            float[] dense = buffers.get();
            documents.get(i).addTo(dense, 1);
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = documents.get(j).dot(dense);
            }
            documents.get(i).clear(dense);
        });
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }
}

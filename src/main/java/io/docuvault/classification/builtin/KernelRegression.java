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

    private final List<SparseVector> documents;
    private final double[][] weights;
    private final double[][] leftOut;

    /**
     * @param targets for each document and output what is to be answered
     * @param doubts for each document how far it may be missed
     */
    KernelRegression(List<SparseVector> documents, int columns, double[][] targets, double[] doubts) {
        this.documents = documents;
        int size = documents.size();
        double[][] inverse = similarities(documents, columns);
        for (int i = 0; i < size; i++) {
            inverse[i][i] += doubts[i];
        }
        Matrices.invert(inverse);
        weights = Matrices.multiply(inverse, targets);
        leftOut = new double[size][];
        for (int i = 0; i < size; i++) {
            leftOut[i] = targets[i].clone();
            for (int output = 0; output < targets[i].length; output++) {
                leftOut[i][output] -= weights[i][output] / inverse[i][i];
            }
        }
    }

    /** For each learnt document, the answers of a model that had not seen it. */
    double[][] leftOut() {
        return leftOut;
    }

    /** How much each learnt document speaks for each output. */
    double[][] weights() {
        return weights;
    }

    private static double[][] similarities(List<SparseVector> documents, int columns) {
        int size = documents.size();
        double[][] matrix = new double[size][size];
        ThreadLocal<float[]> buffers = ThreadLocal.withInitial(() -> new float[columns]);
        IntStream.range(0, size).parallel().forEach(i -> {
            float[] dense = buffers.get();
            SparseVector own = documents.get(i);
            own.addTo(dense);
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = documents.get(j).dot(dense);
            }
            own.clear(dense);
        });
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    double[] similarities(SparseVector document, int columns) {
        float[] dense = new float[columns];
        document.addTo(dense);
        return documents.stream().mapToDouble(other -> other.dot(dense)).toArray();
    }
}

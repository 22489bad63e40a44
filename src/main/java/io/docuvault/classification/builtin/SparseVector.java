package io.docuvault.classification.builtin;

import java.util.List;
import java.util.stream.IntStream;

/** A document as numbers: the columns that are not zero, and their values. */
final class SparseVector {

    final int[] columns;
    final float[] values;

    SparseVector(int[] columns, float[] values) {
        this.columns = columns;
        this.values = values;
    }

    /** Adds the values, times a factor, to their columns. */
    void addTo(float[] dense, float factor) {
        for (int i = 0; i < columns.length; i++) {
            dense[columns[i]] += factor * values[i];
        }
    }

    /** Sets the columns to zero again. */
    void clear(float[] dense) {
        for (int column : columns) {
            dense[column] = 0;
        }
    }

    double dot(float[] dense) {
        double sum = 0;
        for (int i = 0; i < columns.length; i++) {
            sum += dense[columns[i]] * values[i];
        }
        return sum;
    }

    /** How alike this document is to each of some others. */
    double[] similaritiesTo(List<SparseVector> others, int columns) {
        float[] dense = new float[columns];
        addTo(dense, 1);
        return others.stream().mapToDouble(other -> other.dot(dense)).toArray();
    }

    /** How alike each two of some documents are. */
    static double[][] similarities(List<SparseVector> documents, int columns) {
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

package io.docuvault.classification.builtin;

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
}

package io.docuvault.classification.builtin;

import java.util.Arrays;

/** The little linear algebra that is needed, on matrices of up to some thousand rows. */
final class Matrices {

    private Matrices() {}

    /** Replaces a symmetric positive definite matrix by its inverse, by Cholesky decomposition. */
    static void invert(double[][] matrix) {
        int size = matrix.length;
        decompose(matrix);
        double[][] inverse = new double[size][];
        for (int i = 0; i < size; i++) {
            inverse[i] = new double[size];
            inverse[i][i] = 1;
        }
        // L^-1, row by row: each row is a combination of the rows above it.
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < i; k++) {
                addScaled(inverse[i], inverse[k], -matrix[i][k], k + 1);
            }
            scale(inverse[i], 1 / matrix[i][i], i + 1);
        }
        // (L L^T)^-1 = L^-T L^-1
        for (double[] row : matrix) {
            Arrays.fill(row, 0);
        }
        for (int k = 0; k < size; k++) {
            for (int i = 0; i <= k; i++) {
                addScaled(matrix[i], inverse[k], inverse[k][i], i + 1);
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                matrix[j][i] = matrix[i][j];
            }
        }
    }

    /** Leaves, in the matrix given, the lower triangle L with L L^T = matrix. */
    static double[][] decompose(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j] - dot(matrix[i], matrix[j], j);
                matrix[i][j] = i == j ? Math.sqrt(rest) : rest / matrix[j][j];
            }
        }
        return matrix;
    }

    /** The x with L x = right, of a lower triangle L. */
    static double[] solve(double[][] lower, double[] right) {
        double[] x = right.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] = (x[i] - dot(lower[i], x, i)) / lower[i][i];
        }
        return x;
    }

    /** L^T x, of a lower triangle L. */
    static double[] multiplyTransposed(double[][] lower, double[] x) {
        double[] product = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            addScaled(product, lower[i], x[i], i + 1);
        }
        return product;
    }

    static double[][] multiply(double[][] left, double[][] right) {
        double[][] product = new double[left.length][];
        for (int i = 0; i < left.length; i++) {
            product[i] = new double[right.length == 0 ? 0 : right[0].length];
            for (int k = 0; k < right.length; k++) {
                addScaled(product[i], right[k], left[i][k], product[i].length);
            }
        }
        return product;
    }

    /** left^T right */
    static double[][] products(double[][] left, double[][] right) {
        double[][] product = new double[left.length == 0 ? 0 : left[0].length][right.length == 0 ? 0 : right[0].length];
        for (int row = 0; row < left.length; row++) {
            for (int i = 0; i < product.length; i++) {
                addScaled(product[i], right[row], left[row][i], product[i].length);
            }
        }
        return product;
    }

    /** left - factor * right */
    static double[][] difference(double[][] left, double[][] right, double factor) {
        double[][] difference = new double[left.length][];
        for (int i = 0; i < left.length; i++) {
            difference[i] = left[i].clone();
            addScaled(difference[i], right[i], -factor, right[i].length);
        }
        return difference;
    }

    static double dot(double[] a, double[] b, int length) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        return even + odd + (i < length ? a[i] * b[i] : 0);
    }

    static void addScaled(double[] target, double[] source, double factor, int length) {
        for (int i = 0; i < length; i++) {
            target[i] += factor * source[i];
        }
    }

    private static void scale(double[] row, double factor, int length) {
        for (int i = 0; i < length; i++) {
            row[i] *= factor;
        }
    }
}

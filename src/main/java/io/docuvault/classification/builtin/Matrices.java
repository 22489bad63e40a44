package io.docuvault.classification.builtin;

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
            java.util.Arrays.fill(row, 0);
        }
        for (int k = 0; k < size; k++) {
            for (int i = 0; i <= k; i++) {
                addScaled(matrix[i], inverse[k], inverse[k][i], k + 1);
            }
        }
    }

    /** Leaves the lower triangle L with L L^T = matrix. */
    private static void decompose(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j] - dot(matrix[i], matrix[j], j);
                matrix[i][j] = i == j ? Math.sqrt(rest) : rest / matrix[j][j];
            }
        }
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

    /** left - factor * right */
    static double[][] difference(double[][] left, double[][] right, double factor) {
        double[][] difference = new double[left.length][];
        for (int i = 0; i < left.length; i++) {
            difference[i] = left[i].clone();
            addScaled(difference[i], right[i], -factor, right[i].length);
        }
        return difference;
    }

    private static double dot(double[] a, double[] b, int length) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        return even + odd + (i < length ? a[i] * b[i] : 0);
    }

    private static void addScaled(double[] target, double[] source, double factor, int length) {
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

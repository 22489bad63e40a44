package io.docuvault.classification.builtin;

import io.docuvault.classification.builtin.Features.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The features of the learnt documents, each with its column and with how rare, and so how telling, it is. */
final class Vocabulary {

    /** What all documents say tells nearly nothing. */
    private static final double LEAST = 0.1;

    private final int documents;
    private final Map<View, Map<String, Integer>> columns = new EnumMap<>(View.class);
    private final List<Integer> frequencies = new ArrayList<>();

    Vocabulary(List<Features> learnt) {
        documents = learnt.size();
        for (View view : View.values()) {
            Map<String, Integer> known = new HashMap<>();
            columns.put(view, known);
            for (Features features : learnt) {
                features.forEach(view, (feature, count) -> {
                    int column = known.computeIfAbsent(feature, none -> {
                        frequencies.add(0);
                        return frequencies.size() - 1;
                    });
                    frequencies.set(column, frequencies.get(column) + 1);
                });
            }
        }
    }

    int size() {
        return frequencies.size();
    }

    /** The column of a feature, or -1 for one never seen. */
    int column(View view, String feature) {
        return columns.getOrDefault(view, Map.of()).getOrDefault(feature, -1);
    }

    /**
     * Sublinear term frequency times inverse document frequency, each view scaled to its share of a length of 1.
     * Features never seen are left out, but count for the length: the less of a document is known, the less it resembles
     * anything.
     */
    SparseVector vector(Features features) {
        List<int[]> ids = new ArrayList<>();
        float[] values = new float[size()];
        for (View view : View.values()) {
            Map<String, Integer> known = columns.getOrDefault(view, Map.of());
            double[] square = new double[1];
            List<Integer> present = new ArrayList<>();
            features.forEach(view, (feature, count) -> {
                int column = known.getOrDefault(feature, -1);
                double value = Math.log1p(count) * rarity(column < 0 ? 0 : frequencies.get(column));
                square[0] += value * value;
                if (column >= 0) {
                    values[column] = (float) value;
                    present.add(column);
                }
            });
            double scale = square[0] == 0 ? 0 : Math.sqrt(view.share / square[0]);
            for (int column : present) {
                values[column] *= (float) scale;
            }
            ids.add(present.stream().mapToInt(column -> column).sorted().toArray());
        }
        int[] all = ids.stream().flatMapToInt(Arrays::stream).toArray();
        float[] compact = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            compact[i] = values[all[i]];
        }
        return new SparseVector(all, compact);
    }

    private double rarity(int frequency) {
        return Math.log((documents + 1.0) / (frequency + 1.0)) + LEAST;
    }
}

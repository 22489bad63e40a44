package io.docuvault.classification;

import io.docuvault.documents.Observed;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often suggestions of a topic were right, by what a person made of them, and whether that is often enough for them
 * to be accepted without one.
 *
 * @param decided suggestions that a person decided about: the latest that were at least as sure as the threshold, or all
 *     of the latest where there is none
 * @param accepted how many of them were right
 * @param precision the share of the right ones; null where nothing was decided
 * @param threshold from which confidence on they are right often enough; null if from none
 * @param allowed whether there is one
 */
record Earned(
        int decided,
        int accepted,
        @Nullable Double precision,
        @Nullable Double threshold,
        boolean allowed) {

    static final Earned NOTHING = new Earned(0, 0, null, null, false);

    /** Fewer say nothing, however right they were. */
    private static final int FEWEST = 20;
    /** Of a hundred that nobody looks at, no more than five may be wrong, nor by chance look as if they were right. */
    private static final double PRECISION = 0.95;
    /** Standard deviations of a normal distribution that 95 % of it lie within. */
    private static final double Z = 1.959964;

    /** The threshold that lets as many as possible through, of those at which the precision is high enough. */
    static Earned of(List<Observed> observed) {
        List<Observed> surestFirst = observed.stream()
                .sorted(Comparator.comparingDouble(Observed::confidence).reversed())
                .toList();
        Earned best = null;
        int accepted = 0;
        for (int i = 0; i < surestFirst.size(); i++) {
            Observed each = surestFirst.get(i);
            accepted += each.accepted() ? 1 : 0;
            boolean last = i + 1 == surestFirst.size() || surestFirst.get(i + 1).confidence() < each.confidence();
            if (last && i + 1 >= FEWEST && atLeast(accepted, i + 1) >= PRECISION) {
                best = new Earned(i + 1, accepted, (double) accepted / (i + 1), each.confidence(), true);
            }
        }
        if (best != null) {
            return best;
        }
        return new Earned(
                observed.size(),
                accepted,
                observed.isEmpty() ? null : (double) accepted / observed.size(),
                null,
                false);
    }

    /** The lower end of Wilson's score interval (E. B. Wilson, JASA 22, 1927). */
    private static double atLeast(int accepted, int decided) {
        double share = (double) accepted / decided;
        double square = Z * Z / decided;
        double middle = share + square / 2;
        double spread = Z * Math.sqrt((share * (1 - share) + square / 4) / decided);
        return (middle - spread) / (1 + square);
    }
}

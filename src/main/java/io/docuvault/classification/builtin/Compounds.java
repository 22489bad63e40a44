package io.docuvault.classification.builtin;

import java.util.Map;
import java.util.Optional;

/** Finds known words inside compounds: "Stromrechnung" ends with "Rechnung" and begins with "Strom". */
final class Compounds {

    private static final int SHORTEST_PART = 5;
    private static final int SHORTEST_REST = 3;

    private Compounds() {}

    /** What is known of the longest word that the compound ends with. */
    static <T> Optional<T> head(String compound, Map<String, T> known) {
        for (int start = SHORTEST_REST; start <= compound.length() - SHORTEST_PART; start++) {
            T found = known.get(compound.substring(start));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** What is known of the longest word that the compound begins with. */
    static <T> Optional<T> modifier(String compound, Map<String, T> known) {
        for (int end = compound.length() - SHORTEST_REST; end >= SHORTEST_PART; end--) {
            T found = known.get(compound.substring(0, end));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}

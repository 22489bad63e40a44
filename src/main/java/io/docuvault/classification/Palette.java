package io.docuvault.classification;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Colours for topics whose owner chose none: told apart from one another, and readable on white and on near-black. */
final class Palette {

    static final List<String> COLORS = List.of(
            "#3b82c4", "#c2791c", "#4c9a52", "#b3559b", "#c8553d", "#2b9a94", "#7a6fd0", "#8a8b28", "#c4587a",
            "#5a7f9e", "#a06a42", "#7d8590");

    private Palette() {}

    /** The colour that the fewest have. */
    static String next(Collection<String> used) {
        return COLORS.stream()
                .min(Comparator.comparingLong(
                        color -> used.stream().filter(color::equals).count()))
                .orElseThrow();
    }
}

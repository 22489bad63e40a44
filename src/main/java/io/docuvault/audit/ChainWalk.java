package io.docuvault.audit;

import java.util.Arrays;
import java.util.function.BiConsumer;

/** Goes along the chain entry by entry, and says what does not fit. */
final class ChainWalk {

    private final BiConsumer<String, String> problems;
    private ChainPlace place;

    /** @param problems is told of which entry, and what is wrong with it */
    ChainWalk(ChainPlace beginning, BiConsumer<String, String> problems) {
        this.place = beginning;
        this.problems = problems;
    }

    /** An entry that says itself which hash it follows. */
    void step(ChainedEntry entry, byte[] previous, byte[] hash) {
        String subject = subject(entry.seq());
        if (entry.seq() != place.seq() + 1) {
            problems.accept(subject, "The entries before it, from %d on, are gone.".formatted(place.seq() + 1));
        } else if (!Arrays.equals(previous, place.hash())) {
            problems.accept(subject, "It does not follow from the entry before it.");
        }
        if (!Arrays.equals(entry.hash(previous), hash)) {
            problems.accept(subject, "It was changed after it was written.");
        }
        place = new ChainPlace(entry.seq(), hash);
    }

    /** The chain has to end here. */
    void end(ChainPlace head) {
        if (!head.is(place)) {
            problems.accept(subject(head.seq()), "The log should end with it and ends with entry " + place.seq() + ".");
        }
    }

    ChainPlace place() {
        return place;
    }

    private static String subject(long seq) {
        return "entry " + seq;
    }
}

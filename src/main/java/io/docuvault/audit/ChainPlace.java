package io.docuvault.audit;

import java.util.Arrays;

/** An entry's place in the chain, with its hash: whoever knows both can tell whether a chain goes through it. */
@SuppressWarnings("ArrayRecordComponent") // compared by is()
public record ChainPlace(long seq, byte[] hash) {

    boolean is(ChainPlace other) {
        return seq == other.seq && Arrays.equals(hash, other.hash);
    }
}

package io.docuvault.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store that belongs to a user's account somewhere else. */
public interface CloudDrive extends BlobStore {

    /**
     * What the vendor says about the account.
     *
     * @param account whose it is, in words for its owner
     * @param used bytes, whoever put them there; null if it does not say
     * @param total bytes; null if it does not say or there is no limit
     */
    record Usage(
            @Nullable String account,
            @Nullable Long used,
            @Nullable Long total) {}

    /** Asks the vendor, within seconds. */
    Usage usage() throws IOException;

    /**
     * What has become of an object on the other side.
     *
     * @param renamedTo what its owner calls it now, where that is all that has changed
     */
    record Seen(Condition condition, @Nullable String renamedTo) {

        public static final Seen AS_IT_WAS = new Seen(Condition.AS_IT_WAS, null);
        public static final Seen ABSENT = new Seen(Condition.ABSENT, null);
        public static final Seen CHANGED = new Seen(Condition.CHANGED, null);
        public static final Seen LOCKED = new Seen(Condition.LOCKED, null);

        public static Seen renamed(String name) {
            return new Seen(Condition.RENAMED, name);
        }
    }

    enum Condition {
        AS_IT_WAS,
        RENAMED,
        CHANGED,
        ABSENT,
        LOCKED
    }

    /** Looks at one object after the other. */
    @FunctionalInterface
    interface Look {

        /**
         * What has become of the object.
         *
         * @throws IOException if it can't be told now
         */
        Seen at(BlobRef ref) throws IOException;
    }

    /** Begins to look at many objects, with as few questions as the drive allows: here one for each. */
    default Look look() throws IOException {
        return ref -> {
            try {
                return length(ref).isPresent() ? Seen.AS_IT_WAS : Seen.ABSENT;
            } catch (StoreException e) {
                return switch (e.kind()) {
                    case ABSENT -> Seen.ABSENT;
                    case CHANGED -> Seen.CHANGED;
                    case LOCKED -> Seen.LOCKED;
                    case REFUSED, AWAY, FULL -> throw e;
                };
            }
        };
    }
}

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
}

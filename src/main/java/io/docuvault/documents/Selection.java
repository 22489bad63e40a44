package io.docuvault.documents;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which documents are meant: either these, or those that the filters of a list show. Those in the trash never are.
 *
 * @param filter as in the address of a list
 */
public record Selection(
        @Nullable List<UUID> documentIds, @Nullable DocumentFilters filter) {

    /** So many at the most. */
    public static final int MOST = 10_000;
}

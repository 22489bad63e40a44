package io.docuvault.jobs;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work to be done later in the name of a user.
 *
 * @param kind which {@link JobHandler} does it
 * @param payload small; it is stored as JSON and nobody but the handler reads it
 */
public record NewJob(String kind, UUID ownerId, @Nullable UUID subjectId, Map<String, Object> payload) {

    /** The owner of what is done for nobody who has an account (any more). */
    public static final UUID NOBODY = new UUID(0, 0);

    public NewJob(String kind, UUID ownerId, @Nullable UUID subjectId) {
        this(kind, ownerId, subjectId, Map.of());
    }
}

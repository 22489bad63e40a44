package io.docuvault.classification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asking anew about many documents, without changing any of them until a person says so.
 *
 * @param total documents that are asked about
 * @param done those with an answer
 * @param failed those without
 * @param changed those whose labels would be others
 * @param model null for the built-in provider
 * @param batchId by which it is undone, once it was applied
 * @param problem why it ended early; null if it did not
 */
record Reclassification(
        UUID id,
        State state,
        int total,
        int done,
        int failed,
        int changed,
        String provider,
        @Nullable String model,
        Instant createdAt,
        @Nullable UUID batchId,
        Run.@Nullable Problem problem) {

    enum State {
        @JsonProperty("running")
        RUNNING,
        /** The differences can be looked at, applied or dropped. */
        @JsonProperty("ready")
        READY,
        @JsonProperty("applied")
        APPLIED,
        @JsonProperty("dropped")
        DROPPED,
        /** It ended without a single answer. */
        @JsonProperty("failed")
        FAILED
    }
}

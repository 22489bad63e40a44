package io.docuvault.documents;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A suggestion that waits for a person. */
public record SuggestedTopic(
        UUID suggestionId,
        UUID documentId,
        UUID topicId,
        double confidence,
        @Nullable String evidence) {}

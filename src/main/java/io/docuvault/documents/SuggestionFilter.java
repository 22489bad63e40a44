package io.docuvault.documents;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which suggestions of an owner are meant: those of a topic, and those that are at least so sure; null means all. */
public record SuggestionFilter(
        @Nullable UUID topicId, @Nullable Double minConfidence) {}

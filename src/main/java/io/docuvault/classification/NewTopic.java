package io.docuvault.classification;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A topic to be made; what is absent gets its default, and a colour is chosen. */
record NewTopic(
        String name,
        @Nullable UUID parentId,
        @Nullable String description,
        @Nullable String color,
        @Nullable List<@Nullable String> aliases,
        Topic.@Nullable Policy policy) {}

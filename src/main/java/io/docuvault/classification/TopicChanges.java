package io.docuvault.classification;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed about a topic. What is absent stays as it is; {@code parentId: null} moves it to the top, which
 * is why this is not a record: only a setter tells null from absent.
 */
final class TopicChanges {

    private @Nullable String name;
    private @Nullable UUID parentId;
    private boolean moved;
    private @Nullable String description;
    private @Nullable String color;
    private @Nullable List<@Nullable String> aliases;
    private Topic.@Nullable Policy policy;
    private @Nullable Boolean automatic;

    public void setName(@Nullable String name) {
        this.name = name;
    }

    @Schema(
            types = {"string", "null"},
            format = "uuid")
    public void setParentId(@Nullable UUID parentId) {
        this.parentId = parentId;
        this.moved = true;
    }

    public void setDescription(@Nullable String description) {
        this.description = description;
    }

    public void setColor(@Nullable String color) {
        this.color = color;
    }

    public void setAliases(@Nullable List<@Nullable String> aliases) {
        this.aliases = aliases;
    }

    public void setPolicy(Topic.@Nullable Policy policy) {
        this.policy = policy;
    }

    public void setAutomatic(@Nullable Boolean automatic) {
        this.automatic = automatic;
    }

    /** The topic as it would be, with the same rules as for a new one. */
    Topic applyTo(Topic topic) {
        return new Topic(
                topic.id(),
                moved ? parentId : topic.parentId(),
                name == null ? topic.name() : TopicText.name(name),
                description == null ? topic.description() : TopicText.description(description),
                color == null ? topic.color() : TopicText.color(color),
                aliases == null ? topic.aliases() : TopicText.aliases(aliases),
                policy == null ? topic.policy() : policy,
                topic.documentCount(),
                topic.suggestedCount(),
                topic.createdAt(),
                topic.version() + 1,
                automatic == null ? topic.automatic() : automatic,
                topic.earned());
    }
}

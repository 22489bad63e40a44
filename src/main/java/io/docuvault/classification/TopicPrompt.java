package io.docuvault.classification;

import java.util.List;
import java.util.UUID;

/**
 * A topic as its owner describes it.
 *
 * @param description empty where there is none
 * @param aliases other names, for instance of topics that were merged into it
 * @param path the names of the topics above it, outermost first; empty at the top
 */
public record TopicPrompt(UUID id, String name, String description, List<String> aliases, List<String> path) {

    public TopicPrompt {
        aliases = List.copyOf(aliases);
        path = List.copyOf(path);
    }
}

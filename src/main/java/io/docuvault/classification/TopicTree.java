package io.docuvault.classification;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All topics of an owner, which are few enough to be looked at together. */
final class TopicTree {

    static final int MAX_DEPTH = 5;
    static final int MAX_TOPICS = 500;

    private final Map<UUID, Topic> topics = new HashMap<>();

    TopicTree(Collection<Topic> topics) {
        topics.forEach(topic -> this.topics.put(topic.id(), topic));
    }

    Collection<Topic> topics() {
        return Collections.unmodifiableCollection(topics.values());
    }

    @Nullable Topic find(UUID id) {
        return topics.get(id);
    }

    /** Adds a topic, or puts it in the place of its earlier self, unless the whole would no longer be in order. */
    void put(Topic topic) {
        requireFreeNames(topic);
        requirePlace(topic);
        topics.put(topic.id(), topic);
        if (topics.size() > MAX_TOPICS) {
            throw ProblemException.invalid("name", "too_many", "There can be at most " + MAX_TOPICS + " topics.");
        }
    }

    void remove(UUID id) {
        topics.remove(id);
    }

    /** A topic where it wants to be, or at the top if there is no such place (any more). */
    Topic inPlace(Topic topic) {
        try {
            requirePlace(topic);
            return topic;
        } catch (ProblemException _) {
            return topic.below(null);
        }
    }

    /** The topics above one, outermost first. */
    List<Topic> above(Topic topic) {
        List<Topic> path = new ArrayList<>();
        Topic next = parent(topic);
        while (next != null && path.size() < topics.size()) {
            path.addFirst(next);
            next = parent(next);
        }
        return path;
    }

    private @Nullable Topic parent(Topic topic) {
        UUID id = topic.parentId();
        return id == null ? null : topics.get(id);
    }

    /** The topic, if any, that has this as its name or alias. */
    @Nullable Topic named(String name) {
        String key = TopicText.key(name);
        return topics.values().stream()
                .filter(topic -> names(topic).stream().map(TopicText::key).anyMatch(key::equals))
                .findAny()
                .orElse(null);
    }

    private void requireFreeNames(Topic topic) {
        for (String name : names(topic)) {
            Topic other = named(name);
            if (other != null && !other.id().equals(topic.id())) {
                throw nameTaken(name).with("topicId", other.id());
            }
        }
    }

    static ProblemException nameTaken(String name) {
        return new ProblemException(ErrorCode.NAME_TAKEN, "There is already a topic called \u201c" + name + "\u201d.");
    }

    private static List<String> names(Topic topic) {
        List<String> names = new ArrayList<>(topic.aliases());
        names.addFirst(topic.name());
        return names;
    }

    private void requirePlace(Topic topic) {
        UUID parentId = topic.parentId();
        if (parentId == null) {
            return;
        }
        Topic parent = topics.get(parentId);
        if (parent == null) {
            throw ProblemException.invalid("parentId", "unknown_topic", "There is no such topic.");
        }
        List<Topic> above = above(parent);
        if (parentId.equals(topic.id())
                || above.stream().anyMatch(each -> each.id().equals(topic.id()))) {
            throw ProblemException.invalid("parentId", "cycle", "A topic can't be below itself.");
        }
        if (above.size() + 1 + height(topic) > MAX_DEPTH) {
            throw ProblemException.invalid(
                    "parentId", "too_deep", "Topics can stand at most " + MAX_DEPTH + " below one another.");
        }
    }

    private int height(Topic topic) {
        return 1
                + topics.values().stream()
                        .filter(each -> topic.id().equals(each.parentId()))
                        .mapToInt(this::height)
                        .max()
                        .orElse(0);
    }
}

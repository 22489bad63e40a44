package io.docuvault.classification;

import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.TopicCounts;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A user's topics. Changes of one user's topics and labels wait for one another, which keeps the tree in order. */
@Service
class Topics {

    private final TopicRepository repository;
    private final DocumentTopics documentTopics;
    private final Resuggestions resuggestions;
    private final AutomaticAcceptance acceptance;
    private final LiveEvents events;
    private final Clock clock;

    Topics(
            TopicRepository repository,
            DocumentTopics documentTopics,
            Resuggestions resuggestions,
            AutomaticAcceptance acceptance,
            LiveEvents events,
            Clock clock) {
        this.repository = repository;
        this.documentTopics = documentTopics;
        this.resuggestions = resuggestions;
        this.acceptance = acceptance;
        this.events = events;
        this.clock = clock;
    }

    /** All of them on one page, since there are never very many. */
    @Transactional(readOnly = true)
    public Page<Topic> list(UUID owner) {
        return new Page<>(counted(owner, repository.all(owner)), null);
    }

    @Transactional
    public Topic create(UUID owner, NewTopic given) {
        Topic topic = insert(owner, lockedTree(owner), given);
        changed(owner);
        return topic;
    }

    /** Makes several at once, leaving out those whose name exists; an alias that exists already is dropped. */
    @Transactional
    public List<Topic> createMissing(UUID owner, List<NewTopic> given) {
        TopicTree tree = lockedTree(owner);
        List<Topic> created = new ArrayList<>();
        for (NewTopic each : given) {
            if (tree.named(TopicText.name(each.name())) == null) {
                created.add(insert(owner, tree, withoutTakenAliases(tree, each)));
            }
        }
        if (!created.isEmpty()) {
            changed(owner);
        }
        return created;
    }

    /**
     * Changes what is given.
     *
     * @param expectedVersion what the client has seen; null if it does not care
     */
    @Transactional
    public Topic change(UUID owner, UUID id, @Nullable Long expectedVersion, TopicChanges changes) {
        TopicTree tree = lockedTree(owner);
        Topic before = find(tree, id, expectedVersion);
        Topic topic = changes.applyTo(before);
        if (topic.automatic() && !before.automatic()) {
            requireEarned(owner, id);
        }
        update(owner, tree, topic);
        return counted(owner, List.of(topic)).getFirst();
    }

    /** Its documents as they are counted now. */
    @Transactional(readOnly = true)
    public Topic find(UUID owner, UUID id) {
        return counted(owner, List.of(find(new TopicTree(repository.all(owner)), id, null)))
                .getFirst();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public boolean exists(UUID owner, UUID id) {
        return repository.all(owner).stream().anyMatch(topic -> topic.id().equals(id));
    }

    /** Whether there are topics below it, or rules for it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean carriesOthers(UUID owner, UUID id) {
        return repository.all(owner).stream().anyMatch(topic -> id.equals(topic.parentId()))
                || !repository.rules(owner, id).isEmpty();
    }

    /**
     * Calls a topic by another name too.
     *
     * @return false if it is called that already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean addAlias(UUID owner, UUID id, String alias) {
        TopicTree tree = lockedTree(owner);
        Topic topic = find(tree, id, null);
        Topic called = tree.named(alias);
        if (called != null && called.id().equals(id)) {
            return false;
        }
        List<@Nullable String> aliases = new ArrayList<>(topic.aliases());
        aliases.add(alias);
        update(owner, tree, topic.withAliases(TopicText.aliases(aliases)));
        return true;
    }

    /** Takes back an alias, if the topic is there and has it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void removeAlias(UUID owner, UUID id, String alias) {
        TopicTree tree = lockedTree(owner);
        Topic topic = tree.find(id);
        if (topic != null && topic.aliases().contains(alias)) {
            update(
                    owner,
                    tree,
                    topic.withAliases(topic.aliases().stream()
                            .filter(each -> !each.equals(alias))
                            .toList()));
        }
    }

    private void update(UUID owner, TopicTree tree, Topic topic) {
        tree.put(topic);
        inOrder(topic, () -> repository.update(owner, topic, clock.instant()));
        changed(owner);
    }

    private void requireEarned(UUID owner, UUID topic) {
        Earned earned = acceptance.earned(owner, List.of(topic)).getOrDefault(topic, Earned.NOTHING);
        if (!earned.allowed()) {
            throw new ProblemException(
                    ErrorCode.PRECISION_NOT_EARNED,
                    "Too few suggestions of this topic have been right so far for it to go on by itself.");
        }
    }

    /** Its documents stay, and the topics below it move up. */
    @Transactional
    public void delete(UUID owner, UUID id, @Nullable Long expectedVersion) {
        Topic topic = find(lockedTree(owner), id, expectedVersion);
        documentTopics.forget(owner, id);
        repository.delete(owner, topic, clock.instant());
        changed(owner);
    }

    /** Nobody else changes the owner's topics and labels until the transaction ends. */
    TopicTree lockedTree(UUID owner) {
        documentTopics.countDecision(owner);
        return new TopicTree(repository.all(owner));
    }

    private static Topic find(TopicTree tree, UUID id, @Nullable Long expectedVersion) {
        Topic topic = tree.find(id);
        if (topic == null) {
            throw ProblemException.notFound();
        }
        if (expectedVersion != null && expectedVersion != topic.version()) {
            throw new ProblemException(ErrorCode.STALE, "The topic has been changed meanwhile. Look at it again.");
        }
        return topic;
    }

    private Topic insert(UUID owner, TopicTree tree, NewTopic given) {
        String color = given.color();
        List<@Nullable String> aliases = given.aliases();
        Topic topic = new Topic(
                Ids.next(),
                given.parentId(),
                TopicText.name(given.name()),
                given.description() == null ? "" : TopicText.description(given.description()),
                color == null
                        ? Palette.next(tree.topics().stream().map(Topic::color).toList())
                        : TopicText.color(color),
                aliases == null ? List.of() : TopicText.aliases(aliases),
                given.policy() == null ? Topic.Policy.INHERIT : given.policy(),
                0,
                0,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1,
                false,
                Earned.NOTHING);
        tree.put(topic);
        inOrder(topic, () -> repository.insert(owner, topic));
        return topic;
    }

    /** Java and the database may differ about the case of a rare letter; the database has the last word. */
    private static void inOrder(Topic topic, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw TopicTree.nameTaken(topic.name());
        }
    }

    private static NewTopic withoutTakenAliases(TopicTree tree, NewTopic given) {
        List<@Nullable String> aliases = new ArrayList<>();
        for (String alias : given.aliases() == null ? List.<@Nullable String>of() : given.aliases()) {
            if (alias != null && tree.named(alias) == null) {
                aliases.add(alias);
            }
        }
        return new NewTopic(
                given.name(), given.parentId(), given.description(), given.color(), aliases, given.policy());
    }

    private List<Topic> counted(UUID owner, List<Topic> topics) {
        Map<UUID, TopicCounts> counts = documentTopics.counts(owner);
        Map<UUID, Earned> earned =
                acceptance.earnedByAll(owner, topics.stream().map(Topic::id).toList());
        return topics.stream()
                .map(topic -> {
                    TopicCounts count = counts.getOrDefault(topic.id(), TopicCounts.NONE);
                    return topic.with(
                            count.confirmed(), count.suggested(), earned.getOrDefault(topic.id(), Earned.NOTHING));
                })
                .toList();
    }

    void changed(UUID owner) {
        events.publish(owner, "topics", Map.of());
        resuggestions.request(owner);
    }
}

package io.docuvault.classification;

import io.docuvault.documents.Batch;
import io.docuvault.documents.BatchUndo;
import io.docuvault.documents.Batches;
import io.docuvault.documents.TopicLabels;
import io.docuvault.documents.TopicLabels.MergeCounts;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Makes one topic of two; undone as a whole with its batch. */
@Component
class TopicMerges implements BatchUndo {

    /**
     * What merging a topic into another one would come to, not counting the trash.
     *
     * @param documents confirmed for the one that goes
     * @param alreadyBoth of these, confirmed for the other one too
     * @param suggested suggested for the one that goes
     * @param children topics right below it
     * @param rules rules of its own
     * @param aliasesAdded what the one that stays is called besides, from then on
     * @param policy what it has from then on: the stricter one
     */
    record Preview(
            long documents,
            long alreadyBoth,
            long suggested,
            int children,
            int rules,
            List<String> aliasesAdded,
            Topic.Policy policy) {}

    /**
     * @param topic the one that stays
     * @param batch by which it can be undone
     */
    record Merged(Topic topic, Batch batch) {}

    /**
     * What undoing a merge needs besides labels.
     *
     * @param goes the topic as it was
     * @param children the topics that were right below it
     * @param rules its rules
     * @param proposals what had become this topic
     * @param aliases what the one that stays has been called besides since
     * @param policy what that had before, and what it has since
     */
    record Memory(
            Topic goes,
            UUID stays,
            List<UUID> children,
            List<UUID> rules,
            List<UUID> proposals,
            List<String> aliases,
            Topic.Policy policy,
            Topic.Policy mergedPolicy) {}

    private final Topics topics;
    private final TopicRepository repository;
    private final TopicLabels labels;
    private final Batches batches;
    private final JsonMapper json;
    private final Clock clock;

    TopicMerges(
            Topics topics,
            TopicRepository repository,
            TopicLabels labels,
            Batches batches,
            JsonMapper json,
            Clock clock) {
        this.topics = topics;
        this.repository = repository;
        this.labels = labels;
        this.batches = batches;
        this.json = json;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Preview preview(UUID owner, UUID id, @Nullable UUID into) {
        Plan plan = plan(new TopicTree(repository.all(owner)), id, into);
        MergeCounts counts = labels.mergeCounts(owner, id, plan.merged().id());
        return new Preview(
                counts.documents(),
                counts.alreadyBoth(),
                counts.suggested(),
                plan.children().size(),
                repository.rules(owner, id).size(),
                plan.aliases(),
                plan.merged().policy());
    }

    @Transactional
    public Merged merge(UUID owner, UUID id, @Nullable UUID into) {
        Plan plan = plan(topics.lockedTree(owner), id, into);
        UUID stays = plan.merged().id();
        Memory memory = new Memory(
                plan.goes(),
                stays,
                plan.children().stream().map(Topic::id).toList(),
                repository.rules(owner, id),
                repository.proposals(owner, id),
                plan.aliases(),
                plan.stays().policy(),
                plan.merged().policy());
        Batch.Begun begun =
                new Batch.Begun(Batch.Kind.MERGE, stays, plan.goes().name(), json.writeValueAsString(memory));
        Batch batch = batches.record(owner, begun, () -> labels.merge(owner, id, stays));
        plan.children().forEach(child -> repository.update(owner, child, clock.instant()));
        repository.moveRules(owner, id, stays, memory.rules());
        repository.moveProposals(owner, id, stays, memory.proposals());
        repository.delete(owner, plan.goes(), clock.instant());
        repository.update(owner, plan.merged(), clock.instant());
        topics.changed(owner);
        return new Merged(topics.find(owner, stays), batch);
    }

    /**
     * How it would be.
     *
     * @param stays as it is before
     * @param merged as it is after that
     * @param children in their new place
     */
    private record Plan(Topic goes, Topic stays, Topic merged, List<Topic> children, List<String> aliases) {}

    /** Refuses what would not be in order; the tree is as it would be. */
    private static Plan plan(TopicTree tree, UUID id, @Nullable UUID into) {
        Topic goes = tree.find(id);
        if (goes == null) {
            throw ProblemException.notFound();
        }
        Topic stays = into == null ? null : tree.find(into);
        if (stays == null) {
            throw ProblemException.invalid("into", "unknown_topic", "There is no such topic.");
        }
        if (stays.id().equals(id)) {
            throw ProblemException.invalid("into", "itself", "These are not two topics.");
        }
        if (tree.above(stays).contains(goes)) {
            throw new ProblemException(ErrorCode.BELOW_ITSELF, "A topic can't be merged into one that is below it.");
        }
        List<String> aliases = Stream.concat(Stream.of(goes.name()), goes.aliases().stream())
                .filter(name -> !stays.equals(tree.named(name)))
                .toList();
        List<@Nullable String> all = new ArrayList<>(stays.aliases());
        all.addAll(aliases);
        Topic merged = stays.withAliases(TopicText.aliases(all))
                .withPolicy(goes.policy().stricter(stays.policy()));
        List<Topic> children = tree.topics().stream()
                .filter(topic -> id.equals(topic.parentId()))
                .map(topic -> topic.below(stays.id()))
                .toList();
        tree.remove(id);
        tree.put(merged);
        children.forEach(tree::put);
        return new Plan(goes, stays, merged, children, aliases);
    }

    @Override
    public Batch.Kind kind() {
        return Batch.Kind.MERGE;
    }

    /** The topic comes back where it was, as far as that is still there; labels follow. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void undo(UUID owner, Batch batch, @Nullable String memory) {
        if (memory == null) {
            return;
        }
        Memory before = json.readValue(memory, Memory.class);
        TopicTree tree = topics.lockedTree(owner);
        Topic stays = tree.find(before.stays());
        if (stays != null) {
            Topic parted = parted(stays, before);
            tree.put(parted);
            repository.update(owner, parted, clock.instant());
        }
        Topic back = tree.inPlace(before.goes().nextVersion());
        tree.put(back);
        repository.insert(owner, back);
        for (UUID id : before.children()) {
            Topic child = tree.find(id);
            if (child != null && before.stays().equals(child.parentId())) {
                Topic moved = tree.inPlace(child.below(back.id()));
                tree.put(moved);
                repository.update(owner, moved, clock.instant());
            }
        }
        repository.moveRules(owner, before.stays(), back.id(), before.rules());
        repository.moveProposals(owner, before.stays(), back.id(), before.proposals());
        topics.changed(owner);
    }

    private static Topic parted(Topic stays, Memory before) {
        Topic parted = stays.withAliases(stays.aliases().stream()
                .filter(alias -> !before.aliases().contains(alias))
                .toList());
        return parted.policy() == before.mergedPolicy() ? parted.withPolicy(before.policy()) : parted;
    }
}

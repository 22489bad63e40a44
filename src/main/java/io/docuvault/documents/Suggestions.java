package io.docuvault.documents;

import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Suggestions as a person goes through them: document by document, or many at once. Documents in the trash rest. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Suggestions {

    private final SuggestionRepository repository;
    private final DocumentTopics documentTopics;
    private final Documents documents;
    private final Batches batches;
    private final Clock clock;

    Suggestions(
            SuggestionRepository repository,
            DocumentTopics documentTopics,
            Documents documents,
            Batches batches,
            Clock clock) {
        this.repository = repository;
        this.documentTopics = documentTopics;
        this.documents = documents;
        this.batches = batches;
        this.clock = clock;
    }

    /** A document and what is suggested for it, surest first. */
    public record Item(DocumentSummary document, List<SuggestedTopic> suggestions) {}

    /**
     * How much waits.
     *
     * @param above suggestions that are at least as sure as was asked
     */
    public record Counts(long documents, long suggestions, long above) {}

    /** A document that a person puts into a topic which nobody suggested. */
    public record Added(UUID documentId, UUID topicId) {}

    /** Documents by their newest suggestion, newest first, with as many queries for a long page as for a short one. */
    @Transactional(readOnly = true)
    public Page<Item> list(UUID owner, SuggestionFilter filter, @Nullable UUID before, int limit) {
        Page<SuggestionRepository.Waiting> page = Page.of(
                repository.waiting(owner, filter, before, limit + 1),
                limit,
                waiting -> waiting.newest().toString());
        List<UUID> ids = page.items().stream()
                .map(SuggestionRepository.Waiting::document)
                .toList();
        if (ids.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        Map<UUID, List<SuggestedTopic>> suggestions = repository.of(owner, ids, filter);
        Map<UUID, DocumentSummary> summaries = documents.summaries(owner, ids).stream()
                .collect(Collectors.toMap(DocumentSummary::id, Function.identity()));
        List<Item> items = new ArrayList<>();
        for (UUID id : ids) {
            DocumentSummary document = summaries.get(id);
            // Between two queries the last of them may have been decided.
            if (document != null && suggestions.containsKey(id)) {
                items.add(new Item(document, suggestions.getOrDefault(id, List.of())));
            }
        }
        return new Page<>(items, page.next());
    }

    @Transactional(readOnly = true)
    public Counts counts(UUID owner, @Nullable UUID topic, double sure) {
        return repository.counts(owner, topic, sure);
    }

    /**
     * Accepts and rejects suggestions, and puts documents into topics that nobody suggested; what is unknown is left
     * out.
     *
     * @throws ProblemException {@code not_found} if all of it is unknown
     */
    public void decide(UUID owner, Collection<UUID> accepted, Collection<UUID> rejected, List<Added> added) {
        documentTopics.countDecision(owner);
        List<UUID> decided = new ArrayList<>(accepted);
        decided.addAll(rejected);
        List<UUID> ofDocuments = added.stream().map(Added::documentId).toList();
        List<UUID> toTopics = added.stream().map(Added::topicId).toList();
        if (repository.known(owner, decided) + repository.knownPairs(owner, ofDocuments, toTopics) == 0) {
            throw ProblemException.notFound();
        }
        repository.lock(owner, decided, ofDocuments);
        Instant now = clock.instant();
        List<UUID> changed = new ArrayList<>(repository.decide(owner, accepted, rejected, now));
        changed.addAll(repository.add(owner, ofDocuments, toTopics, now));
        documentTopics.changed(owner, changed);
    }

    /**
     * Accepts so many of the suggestions that came until then.
     *
     * @return whether there are more
     */
    public boolean acceptMany(UUID owner, SuggestionFilter filter, Instant until, int most) {
        documentTopics.countDecision(owner);
        documentTopics.changed(owner, repository.acceptMany(owner, filter, until, most, clock.instant()));
        return repository.any(owner, filter, until);
    }

    /**
     * Changes the suggestions of many documents at once. What a person has decided stays, and so does what a rule of
     * theirs says; documents that are gone or in the trash are left alone.
     *
     * @return the documents whose labels have changed
     */
    public Set<UUID> replace(UUID owner, String provider, List<Replacement> replacements) {
        List<UUID> ids = replacements.stream().map(Replacement::document).toList();
        repository.lock(owner, List.of(), ids);
        Set<UUID> changed = new HashSet<>(repository.drop(owner, replacements));
        changed.addAll(repository.put(owner, provider, replacements, clock.instant()));
        documentTopics.suggested(owner, changed);
        return changed;
    }

    /**
     * Which topics have a suggestion for one of these documents that is at least so sure; those of rules are not meant.
     *
     * @param thresholds by topic
     */
    public List<UUID> surer(UUID owner, Collection<UUID> ofDocuments, Map<UUID, Double> thresholds) {
        return thresholds.isEmpty() ? List.of() : repository.surer(owner, ofDocuments, thresholds);
    }

    /** Accepts what is sure enough without a person. The documents are locked. */
    public void acceptAutomatically(UUID owner, Collection<UUID> ofDocuments, UUID topic, double sure) {
        documentTopics.suggested(
                owner, repository.acceptAutomatically(owner, ofDocuments, topic, sure, clock.instant()));
    }

    /**
     * Does what rules of the user's own say about a document; what they said earlier and say no more is no longer
     * suggested. What a person has decided stays.
     *
     * @return the topics that the document has now, or is suggested for now, and was not before
     */
    public Set<UUID> byRules(UUID owner, UUID document, List<RuleLabel> labels) {
        return byRules(
                owner, document, labels, (topic, filing) -> batches.gather(owner, Batch.Kind.RULES, topic, filing));
    }

    /** As {@link #byRules(UUID, UUID, List)}, with all of it in the batch that is being recorded. */
    public Set<UUID> byRulesAtOnce(UUID owner, UUID document, List<RuleLabel> labels) {
        return byRules(owner, document, labels, (_, filing) -> filing.run());
    }

    private Set<UUID> byRules(UUID owner, UUID document, List<RuleLabel> labels, BiConsumer<UUID, Runnable> file) {
        if (labels.isEmpty() && !repository.anyOfRules(owner, document)) {
            return Set.of();
        }
        documentTopics.holdDecisions(owner);
        repository.lock(owner, List.of(), List.of(document));
        Instant now = clock.instant();
        Set<UUID> changed = new HashSet<>(repository.suggestByRules(
                owner, document, labels.stream().filter(label -> !label.file()).toList(), now));
        boolean dropped = repository.dropOfRules(
                owner, document, labels.stream().map(RuleLabel::topicId).toList());
        for (RuleLabel label : repository.unfiled(
                owner, document, labels.stream().filter(RuleLabel::file).toList())) {
            file.accept(label.topicId(), () -> repository.fileByRule(owner, document, label, now));
            changed.add(label.topicId());
        }
        if (dropped || !changed.isEmpty()) {
            documentTopics.suggested(owner, List.of(document));
        }
        return changed;
    }
}

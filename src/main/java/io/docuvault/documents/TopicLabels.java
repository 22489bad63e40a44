package io.docuvault.documents;

import io.docuvault.shared.Ids;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What happens to all documents of a topic at once, with as many statements for many documents as for one. Everything
 * here happens in the caller's transaction, after {@link DocumentTopics#countDecision}.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class TopicLabels {

    private final TopicLabelRepository repository;
    private final DocumentTopics documentTopics;
    private final Clock clock;

    TopicLabels(TopicLabelRepository repository, DocumentTopics documentTopics, Clock clock) {
        this.repository = repository;
        this.documentTopics = documentTopics;
        this.clock = clock;
    }

    /**
     * Why a document may belong to a topic.
     *
     * @param run where a provider said so
     * @param evidence a passage of the document
     */
    public record Reason(UUID document, UUID run, String provider, String evidence) {}

    /**
     * What merging a topic into another one would change.
     *
     * @param documents confirmed for the one that goes
     * @param alreadyBoth of these, confirmed for the other one too
     * @param suggested suggested for the one that goes
     */
    public record MergeCounts(long documents, long alreadyBoth, long suggested) {}

    /** Suggests a topic where it is not suggested yet and nothing has been decided about it. */
    public void suggest(UUID owner, UUID topic, double confidence, List<Reason> reasons) {
        if (!reasons.isEmpty()) {
            documentTopics.changed(owner, repository.suggest(owner, topic, confidence, reasons, clock.instant()));
        }
    }

    /** Those of the documents that are outside the trash and for which no person has refused the topic. */
    public Set<UUID> notRefused(UUID owner, UUID topic, Collection<UUID> documents) {
        return repository.notRefused(owner, topic, documents);
    }

    /** Whether no document has it, neither confirmed nor suggested. */
    public boolean isEmpty(UUID owner, UUID topic) {
        return repository.isEmpty(owner, topic);
    }

    /** Counted outside the trash. */
    public MergeCounts mergeCounts(UUID owner, UUID goes, UUID stays) {
        return repository.mergeCounts(owner, goes, stays);
    }

    /**
     * Moves all labels of a topic to another one. Where a document has both, what a person has decided about the one that
     * stays holds, unless a person has put the document into the one that goes; a suggestion gives way to whoever was
     * surer, and to any decision.
     */
    public void merge(UUID owner, UUID goes, UUID stays) {
        List<UUID> documents = repository.lockDocumentsOf(owner, goes);
        if (!documents.isEmpty()) {
            List<UUID> suggestions = documents.stream().map(_ -> Ids.next()).toList();
            repository.copy(owner, goes, stays, documents, suggestions);
            repository.remove(owner, goes);
            documentTopics.changed(owner, documents);
        }
    }
}

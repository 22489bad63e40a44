package io.docuvault.classification;

import io.docuvault.documents.DocumentSummary;
import io.docuvault.documents.DocumentTopic;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.Documents;
import io.docuvault.documents.SuggestedTopic;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Where a person decides about suggestions. */
@Service
class Review {

    /**
     * A suggestion to decide about.
     *
     * @param confidence between 0 and 1
     * @param evidence the passage of the document that is the reason, word for word
     */
    record Item(
            UUID suggestionId,
            DocumentSummary document,
            UUID topicId,
            double confidence,
            @Nullable String evidence) {}

    private final DocumentTopics documentTopics;
    private final Documents documents;

    Review(DocumentTopics documentTopics, Documents documents) {
        this.documentTopics = documentTopics;
        this.documents = documents;
    }

    /** What waits for the owner, newest first, with as many queries for a long page as for a short one. */
    @Transactional(readOnly = true)
    public Page<Item> list(UUID owner, @Nullable UUID before, int limit) {
        Page<SuggestedTopic> page = Page.of(
                documentTopics.suggestions(owner, before, limit + 1),
                limit,
                suggestion -> suggestion.suggestionId().toString());
        List<UUID> ids =
                page.items().stream().map(SuggestedTopic::documentId).distinct().toList();
        Map<UUID, DocumentSummary> summaries = documents.summaries(owner, ids).stream()
                .collect(Collectors.toMap(DocumentSummary::id, Function.identity()));
        return new Page<>(
                page.items().stream()
                        .flatMap(suggestion -> Optional.ofNullable(summaries.get(suggestion.documentId()))
                                .map(document -> item(suggestion, document))
                                .stream())
                        .toList(),
                page.next());
    }

    @Transactional
    public DocumentTopic accept(UUID owner, UUID suggestion) {
        return documentTopics.accept(owner, suggestion).orElseThrow(ProblemException::notFound);
    }

    @Transactional
    public void reject(UUID owner, UUID suggestion) {
        if (!documentTopics.reject(owner, suggestion)) {
            throw ProblemException.notFound();
        }
    }

    private static Item item(SuggestedTopic suggestion, DocumentSummary document) {
        return new Item(
                suggestion.suggestionId(),
                document,
                suggestion.topicId(),
                suggestion.confidence(),
                suggestion.evidence());
    }
}

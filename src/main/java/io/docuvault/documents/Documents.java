package io.docuvault.documents;

import io.docuvault.documents.DocumentRows.Listed;
import io.docuvault.jobs.JobView;
import io.docuvault.jobs.Jobs;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows an owner's documents. */
@Service
public class Documents {

    private final DocumentRows rows;
    private final DocumentTopics topics;
    private final Jobs jobs;

    Documents(DocumentRows rows, DocumentTopics topics, Jobs jobs) {
        this.rows = rows;
        this.topics = topics;
        this.jobs = jobs;
    }

    /**
     * All facts of a document.
     *
     * @throws ProblemException {@code not_found}
     */
    @Transactional(readOnly = true)
    public Document find(UUID owner, UUID id) {
        Document found = rows.find(owner, id).orElseThrow(ProblemException::notFound);
        DocumentSummary row = withTopics(owner, List.of(found.row())).getFirst();
        UUID job = jobs.list(owner, Set.of(), id, null, 1).items().stream()
                .map(JobView::id)
                .findFirst()
                .orElse(null);
        return found.with(row, job);
    }

    /** Documents as rows of a list, in the order of their ids; what is not the owner's is left out. */
    @Transactional(readOnly = true)
    public List<DocumentSummary> summaries(UUID owner, Collection<UUID> ids) {
        return withTopics(owner, rows.summaries(owner, ids));
    }

    /**
     * The documents that are meant, outside the trash, in the order of their ids.
     *
     * @throws ProblemException if there are more than {@link Selection#MOST}
     */
    @Transactional(readOnly = true)
    public List<UUID> select(UUID owner, Selection selection) {
        if ((selection.documentIds() == null) == (selection.filter() == null)) {
            throw ProblemException.invalid("documentIds", "one_of", "Either documents, or a filter.");
        }
        List<UUID> ids = selection.filter() == null
                ? rows.present(owner, selection.documentIds() == null ? List.of() : selection.documentIds())
                : rows.ids(selection.filter().of(owner), Selection.MOST + 1);
        if (ids.size() > Selection.MOST) {
            throw ProblemException.invalid("filter", "size", "At most " + Selection.MOST + " documents at once.");
        }
        return ids;
    }

    @Transactional(readOnly = true)
    Page<DocumentSummary> list(DocumentFilter filter, DocumentSort sort, @Nullable String after, int limit) {
        Page<Listed> page = Page.of(
                rows.list(filter, sort, after == null ? null : sort.place(after), limit + 1),
                limit,
                row -> sort.cursor(row.key(), row.document().id()));
        List<DocumentSummary> documents =
                page.items().stream().map(Listed::document).toList();
        return new Page<>(withTopics(filter.owner(), documents), page.next());
    }

    @Transactional(readOnly = true)
    DocumentFacets facets(DocumentFilter filter) {
        return DocumentFacets.of(rows.facets(filter));
    }

    private List<DocumentSummary> withTopics(UUID owner, List<DocumentSummary> documents) {
        Map<UUID, List<DocumentTopic>> labels = topics.topicsOf(
                owner, documents.stream().map(DocumentSummary::id).toList());
        return documents.stream()
                .map(document -> document.with(labels.getOrDefault(document.id(), List.of())))
                .toList();
    }
}

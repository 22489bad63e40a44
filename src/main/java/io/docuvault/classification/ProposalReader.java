package io.docuvault.classification;

import io.docuvault.classification.ProposalRepository.Likeness;
import io.docuvault.classification.ProposalRepository.Reason;
import io.docuvault.classification.ProposalRepository.Rejected;
import io.docuvault.classification.ProposalRepository.TopicKey;
import io.docuvault.classification.ProposalRepository.Waiting;
import io.docuvault.documents.DocumentSummary;
import io.docuvault.documents.Documents;
import io.docuvault.shared.Cursor;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows what models propose, with as many queries for a long page as for a short one. */
@Service
class ProposalReader {

    private static final int EXAMPLES = 5;

    /**
     * A topic that models miss.
     *
     * @param documents how many it would hold, not counting the trash
     * @param examples the newest of them
     * @param similar a topic that is called much like it; null if there is none
     */
    record Proposal(
            UUID id,
            String name,
            long documents,
            Instant createdAt,
            List<Held> examples,
            @Nullable Similar similar) {}

    /**
     * A document that a proposal would hold.
     *
     * @param evidence the passage of the document that is the reason, word for word
     */
    record Held(DocumentSummary document, String evidence) {}

    /** @param similarity between 0 and 1 */
    record Similar(UUID topicId, double similarity) {}

    private final ProposalRepository repository;
    private final Proposals proposals;
    private final Documents documents;

    ProposalReader(ProposalRepository repository, Proposals proposals, Documents documents) {
        this.repository = repository;
        this.proposals = proposals;
        this.documents = documents;
    }

    /** Those that wait, with the most documents first. */
    @Transactional(readOnly = true)
    public Page<Proposal> list(UUID owner, @Nullable String after, int limit) {
        List<TopicKey> topics = proposals.topicKeys(owner);
        Page<Waiting> page = Page.of(
                repository.waiting(owner, topics, after == null ? null : waiting(after), limit + 1),
                limit,
                row -> Cursor.encode(row.documents(), row.id()));
        List<UUID> ids = page.items().stream().map(Waiting::id).toList();
        Map<UUID, Similar> similar = repository.similar(owner, ids, topics).stream()
                .collect(
                        Collectors.toMap(Likeness::proposalId, like -> new Similar(like.topicId(), like.similarity())));
        List<Reason> reasons = repository.examples(owner, ids, EXAMPLES);
        Map<UUID, DocumentSummary> summaries = summaries(owner, reasons);
        Map<UUID, List<Reason>> examples = reasons.stream().collect(Collectors.groupingBy(Reason::proposalId));
        return new Page<>(
                page.items().stream()
                        .map(row -> new Proposal(
                                row.id(),
                                row.name(),
                                row.documents(),
                                row.createdAt(),
                                held(examples.getOrDefault(row.id(), List.of()), summaries),
                                similar.get(row.id())))
                        .toList(),
                page.next());
    }

    /** The documents of one that waits, newest first. */
    @Transactional(readOnly = true)
    public Page<Held> documents(UUID owner, UUID id, @Nullable UUID after, int limit) {
        if (repository
                .find(owner, id)
                .filter(row -> row.state() == ProposalRepository.State.OPEN)
                .isEmpty()) {
            throw ProblemException.notFound();
        }
        Page<Reason> page = Page.of(
                repository.documents(owner, id, after, limit + 1),
                limit,
                reason -> reason.documentId().toString());
        return new Page<>(held(page.items(), summaries(owner, page.items())), page.next());
    }

    /** Latest rejection first. */
    @Transactional(readOnly = true)
    public Page<Rejected> rejected(UUID owner, @Nullable String after, int limit) {
        return Page.of(
                repository.rejected(owner, after == null ? null : rejected(after), limit + 1),
                limit,
                row -> Cursor.encode(row.rejectedAt(), row.id()));
    }

    private Map<UUID, DocumentSummary> summaries(UUID owner, List<Reason> reasons) {
        List<UUID> ids = reasons.stream().map(Reason::documentId).distinct().toList();
        return documents.summaries(owner, ids).stream()
                .collect(Collectors.toMap(DocumentSummary::id, Function.identity()));
    }

    private static List<Held> held(List<Reason> reasons, Map<UUID, DocumentSummary> summaries) {
        return reasons.stream()
                .flatMap(reason -> {
                    DocumentSummary document = summaries.get(reason.documentId());
                    return document == null ? Stream.of() : Stream.of(new Held(document, reason.evidence()));
                })
                .toList();
    }

    private static Waiting waiting(String after) {
        List<String> keys = Cursor.decode(after, 2);
        try {
            return new Waiting(UUID.fromString(keys.getLast()), "", Long.parseLong(keys.getFirst()), Instant.EPOCH);
        } catch (IllegalArgumentException _) {
            throw Cursor.invalid();
        }
    }

    private static Rejected rejected(String after) {
        List<String> keys = Cursor.decode(after, 2);
        try {
            return new Rejected(UUID.fromString(keys.getLast()), "", Instant.parse(keys.getFirst()));
        } catch (IllegalArgumentException | DateTimeException _) {
            throw Cursor.invalid();
        }
    }
}

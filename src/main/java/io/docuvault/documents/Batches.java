package io.docuvault.documents;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Remembers what was done to many labels at once, so that it can be undone at once. While work runs inside
 * {@link #record}, a trigger of the database writes down every change of a label, whoever makes it.
 */
@Service
public class Batches {

    /** A batch that gathers single labels is followed by another one beyond this. */
    private static final int MOST_GATHERED = 1_000;

    private final BatchRepository repository;
    private final DocumentTopics documentTopics;
    private final ObjectProvider<BatchUndo> undos;
    private final Clock clock;

    Batches(BatchRepository repository, DocumentTopics documentTopics, ObjectProvider<BatchUndo> undos, Clock clock) {
        this.repository = repository;
        this.documentTopics = documentTopics;
        this.undos = undos;
        this.clock = clock;
    }

    /**
     * What came of undoing a batch.
     *
     * @param restored labels that are as they were before
     * @param skipped labels that a person has decided about since, or whose topic or document is gone
     */
    public record Undone(Batch batch, int restored, int skipped) {}

    /** Makes a batch of all changes of labels that the work makes in the current transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Batch record(UUID owner, Batch.Begun begun, Runnable work) {
        return during(owner, begin(owner, begun), work);
    }

    /** Makes an empty batch that {@link #during} fills, for work that takes more than one transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID begin(UUID owner, Batch.Begun begun) {
        UUID id = Ids.next();
        repository.insert(owner, id, begun, clock.instant());
        return id;
    }

    /**
     * Adds all changes of labels that the work makes in the current transaction to a batch.
     *
     * @throws ProblemException {@code already_undone}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Batch during(UUID owner, UUID batch, Runnable work) {
        String outer = repository.record(batch.toString());
        work.run();
        repository.record(outer);
        if (!repository.settle(owner, batch)) {
            throw alreadyUndone();
        }
        return find(owner, batch);
    }

    /**
     * Adds them to the batch that gathers what is done about a topic today. Decisions have to be locked
     * ({@link DocumentTopics#holdDecisions}).
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void gather(UUID owner, Batch.Kind kind, UUID topic, Runnable work) {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        UUID batch = repository
                .open(owner, kind, topic, today, MOST_GATHERED)
                .orElseGet(() -> begin(owner, Batch.Begun.of(kind, topic)));
        during(owner, batch, work);
    }

    /**
     * A batch as it is now.
     *
     * @throws ProblemException {@code not_found}
     */
    @Transactional(readOnly = true)
    public Batch find(UUID owner, UUID id) {
        return repository.find(owner, id).orElseThrow(ProblemException::notFound);
    }

    @Transactional(readOnly = true)
    Page<Batch> list(UUID owner, @Nullable UUID before, int limit) {
        return Page.of(
                repository.list(owner, before, limit + 1),
                limit,
                batch -> batch.id().toString());
    }

    /** Puts every label back as it was before the batch, unless a person has decided about it since. */
    @Transactional
    public Undone undo(UUID owner, UUID id) {
        documentTopics.countDecision(owner);
        Batch batch = find(owner, id);
        if (!repository.markUndone(owner, id, clock.instant())) {
            throw alreadyUndone();
        }
        List<BatchUndo> besides =
                undos.stream().filter(undo -> undo.kind() == batch.kind()).toList();
        String memory = repository.memory(owner, id).orElse(null);
        besides.forEach(undo -> undo.undo(owner, batch, memory));
        repository.lockDocuments(owner, id);
        List<UUID> restored = repository.restore(owner, id);
        documentTopics.changed(owner, restored);
        besides.forEach(undo -> undo.undone(owner, batch, memory));
        // What has been changed since it was read cannot be: that would have waited for the decisions.
        return new Undone(find(owner, id), restored.size(), batch.labels() - restored.size());
    }

    private static ProblemException alreadyUndone() {
        return new ProblemException(ErrorCode.ALREADY_UNDONE, "This has been undone already.");
    }
}

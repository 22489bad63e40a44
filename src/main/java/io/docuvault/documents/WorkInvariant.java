package io.docuvault.documents;

import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What waits for a job does so in the same transaction that enqueues or ends that job. A job that was ended although its
 * handler could not be told is what may break that; then its subject would wait for ever.
 */
@Component
class WorkInvariant implements Invariant {

    /** Something that waits, which one statement finds, seeing one state of the database. */
    private record Waiting(UUID id, UUID ownerId, String what) {}

    private static final String ACTIVE = " from jobs j where j.state in ('queued', 'running') and j.owner_id = ";

    private static final Map<String, String> WITHOUT_A_JOB = Map.of(
            "document", """
                    select d.id, d.owner_id, d.step as what from documents d
                    where d.step is not null and not exists (
                        select""" + ACTIVE + "d.owner_id and j.subject_id = d.id)",
            "upload", """
                    select u.id, u.owner_id, u.state as what from uploads u
                    where u.state = 'verifying' and not exists (
                        select""" + ACTIVE + "u.owner_id and j.subject_id = u.id)",
            "move", """
                    select m.id, m.owner_id, m.state as what from moves m
                    where m.state = 'running' and not exists (
                        select""" + ACTIVE + """
                    m.owner_id and (j.subject_id = m.id
                            or j.id in (select i.job_id from move_items i where i.move_id = m.id)))
                    """,
            "moved document", """
                    select i.id, i.owner_id, i.state as what from move_items i
                    where i.state in ('running', 'dropped') and not exists (
                        select""" + ACTIVE + "i.owner_id and j.id = i.job_id)",
            "objects of user", """
                    select distinct b.owner_id as id, b.owner_id, 'removed' as what from blobs_to_delete b
                    where not exists (
                        select""" + ACTIVE + "b.owner_id and j.kind in ('purge', 'finish-move', 'delete-account'))");

    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final Moves moves;
    private final MoveItemRepository items;
    private final DocumentTopics topics;
    private final Completion completion;
    private final TransactionTemplate transactions;

    WorkInvariant(
            JdbcClient jdbc,
            Jobs jobs,
            Moves moves,
            MoveItemRepository items,
            DocumentTopics topics,
            Completion completion,
            TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.moves = moves;
        this.items = items;
        this.topics = topics;
        this.completion = completion;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "work";
    }

    @Override
    public String statement() {
        return "Whatever is read, classified, verified, moved or removed has a job that does it.";
    }

    @Override
    public void check(Findings findings) {
        WITHOUT_A_JOB.forEach((kind, query) -> {
            List<Waiting> found = Objects.requireNonNull(transactions.execute(
                    _ -> jdbc.sql(query).query(Waiting.class).list()));
            found.forEach(waiting -> findings.violation(
                    kind + " " + waiting.id(),
                    "It waits (%s) and no job is about it.".formatted(waiting.what()),
                    () -> transactions.executeWithoutResult(_ -> mend(kind, query, waiting))));
        });
        findings.looked(Objects.requireNonNull(transactions.execute(_ ->
                jdbc.sql("select count(*) from documents").query(Long.class).single())));
    }

    private void mend(String kind, String query, Waiting waiting) {
        if (jdbc.sql("select id from (" + query + ") waiting where id = :id")
                .param("id", waiting.id())
                .query((row, _) -> row.getObject(1, UUID.class))
                .list()
                .isEmpty()) {
            return;
        }
        UUID owner = waiting.ownerId();
        switch (kind) {
            case "document" -> {
                if (waiting.what().equals("extract")) {
                    jobs.enqueueUnlessWaiting(new NewJob(ExtractJob.KIND, owner, waiting.id()), Duration.ZERO);
                } else {
                    topics.endClassification(owner, waiting.id());
                }
            }
            case "upload" ->
                completion.waitAgain(
                        owner, waiting.id(), new UploadProblem("gave_up", "Its verification did not come to an end."));
            case "move" -> moves.goOn(owner, waiting.id());
            case "moved document" -> items.find(owner, waiting.id()).ifPresent(moves::abandoned);
            default -> jobs.enqueueUnlessWaiting(new NewJob(PurgeJob.KIND, owner, null), Duration.ZERO);
        }
    }
}

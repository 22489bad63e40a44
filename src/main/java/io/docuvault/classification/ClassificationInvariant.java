package io.docuvault.classification;

import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import io.docuvault.shared.Times;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What was asked comes to an end, and what was answered belongs to documents that are there. */
@Component
class ClassificationInvariant implements Invariant {

    private static final List<String> TABLES =
            List.of("classification_runs", "topic_proposal_documents", "ai_parked", "reclassification_items");

    private final JdbcClient jdbc;
    private final RunRepository runs;
    private final LostCalls lost;
    private final ReclassificationRepository reclassifications;
    private final TransactionTemplate transactions;

    ClassificationInvariant(
            JdbcClient jdbc,
            RunRepository runs,
            LostCalls lost,
            ReclassificationRepository reclassifications,
            TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.lost = lost;
        this.reclassifications = reclassifications;
        this.transactions = transactions;
    }

    private record Owned(UUID id, UUID ownerId) {}

    @Override
    public String name() {
        return "classification";
    }

    @Override
    public String statement() {
        return "Every question to a model ends, and answers, proposals and what waits belong to documents that are there.";
    }

    @Override
    public void check(Findings findings) {
        for (String table : TABLES) {
            transactions.executeWithoutResult(_ -> checkDocuments(table, findings));
        }
        // The sweep has had its turn since.
        Instant before = lost.before().minus(LostCalls.INTERVAL.multipliedBy(3));
        List<Owned> asked = list("""
                select id, owner_id from classification_runs where outcome = 'asked' and created_at < :before
                """, before);
        asked.forEach(run -> findings.violation(
                "run " + run.id(),
                "It waits for an answer that does not come any more.",
                () -> transactions.executeWithoutResult(_ -> runs.giveUpAll(before))));
        list("""
                select r.id, r.owner_id from reclassifications r
                where r.state = 'running' and r.created_at < :before and not exists (
                    select from jobs j where j.owner_id = r.owner_id and j.subject_id = r.id
                        and j.state in ('queued', 'running'))
                """, lost.before())
                .forEach(one -> findings.violation(
                        "reclassification " + one.id(), "It runs and no job is about it.", () -> end(one)));
    }

    private List<Owned> list(String query, Instant before) {
        return Objects.requireNonNull(transactions.execute(_ -> jdbc.sql(query)
                .param("before", Times.column(before))
                .query(Owned.class)
                .list()));
    }

    private void end(Owned reclassification) {
        transactions.executeWithoutResult(_ -> reclassifications.end(
                reclassification.ownerId(),
                reclassification.id(),
                new Run.Problem("gave_up", "It did not come to an end.")));
    }

    private void checkDocuments(String table, Findings findings) {
        findings.looked(
                jdbc.sql("select count(*) from " + table).query(Long.class).single());
        jdbc.sql("""
                        select distinct part.document_id from %s part
                        left join documents d on d.id = part.document_id and d.owner_id = part.owner_id
                        where d.id is null
                        """.formatted(table))
                .query(UUID.class)
                .list()
                .forEach(document ->
                        findings.violation("document " + document, "It is gone, but not from " + table + "."));
    }
}

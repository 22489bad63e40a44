package io.docuvault.jobs;

import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** A job is enqueued in one transaction and gives up its place after it has ended. */
@Component
class QueueInvariant implements Invariant {

    private final JdbcClient jdbc;
    private final JobQueues queues;
    private final JobHandlers handlers;
    private final TransactionTemplate transactions;
    private final Clock clock;

    QueueInvariant(
            JdbcClient jdbc, JobQueues queues, JobHandlers handlers, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.queues = queues;
        this.handlers = handlers;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Lost(UUID id, UUID ownerId, String kind) {}

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public String statement() {
        return "Each job that waits or runs has its place in its queue.";
    }

    @Override
    public void check(Findings findings) {
        findings.looked(Objects.requireNonNull(
                transactions.execute(_ -> jdbc.sql("select count(*) from jobs where state in ('queued', 'running')")
                        .query(Long.class)
                        .single())));
        for (JobQueue queue : JobQueue.values()) {
            transactions.executeWithoutResult(_ -> check(queue, findings));
        }
    }

    private void check(JobQueue queue, Findings findings) {
        jdbc.sql("""
                        select j.id, j.owner_id, j.kind from jobs j
                        where j.queue = :queue and j.state in ('queued', 'running') and not exists (
                            select from %s place where place.task_name = 'job' and place.task_instance = j.id::text)
                        """.formatted(queue.table()))
                .param("queue", queue.name())
                .query(Lost.class)
                .list()
                .forEach(job -> findings.violation(
                        "job " + job.id(),
                        "It is to be done (%s), but no queue has it.".formatted(job.kind()),
                        () -> putBack(job)));
    }

    private void putBack(Lost job) {
        transactions.executeWithoutResult(
                _ -> queues.schedule(handlers.of(job.kind()), job.id(), job.ownerId(), clock.instant()));
    }
}

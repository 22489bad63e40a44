package io.docuvault.jobs;

import io.docuvault.jobs.QueueState.KindState;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ProblemException;
import io.docuvault.shared.Times;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What an administrator sees of everybody's jobs, which is how many there are, and does to them. */
@Service
public class QueueAdministration {

    /** What one request has done at the most. */
    private static final int MOST_AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final JobHandlers handlers;
    private final TransactionTemplate transactions;
    private final Clock clock;

    QueueAdministration(
            JdbcClient jdbc, Jobs jobs, JobHandlers handlers, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.handlers = handlers;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Row(
            JobQueue queue, KindState kind, @Nullable Instant oldest) {}

    private record Failed(UUID id, UUID owner) {}

    /** All queues, also those with nothing in them. */
    public List<QueueState> queues() {
        List<Row> rows = asSystem(this::rows);
        return Arrays.stream(JobQueue.values())
                .map(queue -> state(
                        queue, rows.stream().filter(row -> row.queue() == queue).toList()))
                .toList();
    }

    /**
     * Has failed jobs of a kind wait again, a thousand at the most; how many.
     *
     * @throws ProblemException if there is no such kind
     */
    public int retryFailed(String kind) {
        var _ = handlers.find(kind).orElseThrow(ProblemException::notFound);
        int retried = 0;
        for (Failed job : asSystem(() -> failed(kind))) {
            retried += Caller.user(job.owner()).call(() -> jobs.retryIfPossible(job.owner(), job.id())) ? 1 : 0;
        }
        return retried;
    }

    private List<Row> rows() {
        return jdbc.sql("""
                        select queue, kind,
                            count(*) filter (where state = 'queued') as waiting,
                            count(*) filter (where state = 'running') as running,
                            count(*) filter (where state = 'failed') as failed,
                            min(created_at) filter (where state = 'queued' and run_at <= :now) as oldest
                        from jobs where state in ('queued', 'running', 'failed')
                        group by queue, kind order by queue, kind
                        """)
                .param("now", Times.column(clock.instant()))
                .query((row, _) -> new Row(
                        JobQueue.valueOf(row.getString("queue")),
                        new KindState(
                                row.getString("kind"),
                                row.getLong("waiting"),
                                row.getLong("running"),
                                row.getLong("failed")),
                        Times.optionalInstant(row, "oldest")))
                .list();
    }

    private static QueueState state(JobQueue queue, List<Row> rows) {
        return new QueueState(
                queue,
                rows.stream().mapToLong(row -> row.kind().waiting()).sum(),
                rows.stream().mapToLong(row -> row.kind().running()).sum(),
                rows.stream().mapToLong(row -> row.kind().failed()).sum(),
                rows.stream()
                        .map(Row::oldest)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null),
                rows.stream().map(Row::kind).toList());
    }

    private List<Failed> failed(String kind) {
        return jdbc.sql("select id, owner_id from jobs where kind = :kind and state = 'failed' order by id limit :most")
                .param("kind", kind)
                .param("most", MOST_AT_ONCE)
                .query((row, _) -> new Failed(row.getObject("id", UUID.class), row.getObject("owner_id", UUID.class)))
                .list();
    }

    private <T> T asSystem(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }
}

package io.docuvault.admin;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.docuvault.admin.VerificationRun.Scope;
import io.docuvault.admin.VerificationRun.State;
import io.docuvault.audit.AuditTrail;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Verifications in the background: whenever an administrator asks, and of the audit log each night. */
@Component
class Verifications implements JobHandler {

    private static final String KIND = "verification";
    private static final int KEPT = 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final Verification verification;
    private final AuditTrail trail;
    private final Jobs jobs;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Verifications(
            Verification verification,
            AuditTrail trail,
            Jobs jobs,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Clock clock) {
        this.verification = verification;
        this.trail = trail;
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Apart from the documents': it may read every file there is. */
    @Override
    public JobQueue queue() {
        return JobQueue.TRANSFERS;
    }

    /** Asks for one, unless the same is under way already; what is asked for is in the list then. */
    void request(Scope scope, boolean thorough) {
        asSystem(() -> {
            UUID id = Ids.next();
            int made = jdbc.sql("""
                            insert into verifications (id, scope, thorough, requested_at)
                            select :id, :scope, :thorough, :now
                            where not exists (
                                select from verifications
                                where scope = :scope and thorough = :thorough and state in ('waiting', 'running')
                            )
                            """)
                    .param("id", id)
                    .param("scope", scope.column())
                    .param("thorough", thorough)
                    .param("now", Times.column(clock.instant()))
                    .update();
            if (made == 1) {
                jobs.enqueue(new NewJob(KIND, NewJob.NOBODY, id));
                forgetOld(scope);
            }
            return made;
        });
    }

    /** Newest first. */
    List<VerificationRun> list() {
        return asSystem(() -> jdbc.sql("select * from verifications order by id desc")
                .query((row, _) -> found(row))
                .list());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxAttempts() {
        return 2;
    }

    @Override
    public void run(Job job) {
        long last = trail.last();
        VerificationRun wanted = asSystem(() -> {
            jobs.requireLease(job);
            jdbc.sql("update verifications set state = 'running', audit_seq = :last where id = :id")
                    .param("last", last)
                    .param("id", job.subjectId())
                    .update();
            return jdbc.sql("select * from verifications where id = :id")
                    .param("id", job.subjectId())
                    .query((row, _) -> found(row))
                    .single();
        });
        Verification.Report report = verification.run(
                new Verification.Wishes(wanted.thorough(), false, false),
                name -> wanted.scope() == Scope.EVERYTHING || name.startsWith("audit-"),
                _ -> {});
        asSystem(() -> {
            jobs.requireLease(job);
            return jdbc.sql("""
                            update verifications set state = 'done', finished_at = :now, report = :report::jsonb
                            where id = :id
                            """)
                    .param("now", Times.column(clock.instant()))
                    .param("report", JSON.writeValueAsString(report))
                    .param("id", job.subjectId())
                    .update();
        });
    }

    @Override
    public void failed(Job job, JobFailure failure) {
        state(job, State.FAILED);
    }

    @Override
    public void retried(Job job) {
        state(job, State.WAITING);
    }

    private void state(Job job, State state) {
        jdbc.sql("update verifications set state = :state, finished_at = :now where id = :id")
                .param("state", state.column())
                .param("now", state == State.FAILED ? Times.column(clock.instant()) : null)
                .param("id", job.subjectId())
                .update();
    }

    private void forgetOld(Scope scope) {
        jdbc.sql("""
                        delete from verifications
                        where scope = :scope and state in ('done', 'failed') and id not in (
                            select id from verifications where scope = :scope order by id desc limit :kept
                        )
                        """).param("scope", scope.column()).param("kept", KEPT).update();
    }

    private static VerificationRun found(ResultSet row) throws SQLException {
        String report = row.getString("report");
        return new VerificationRun(
                row.getObject("id", UUID.class),
                Scope.ofColumn(row.getString("scope")),
                row.getBoolean("thorough"),
                State.ofColumn(row.getString("state")),
                Times.instant(row, "requested_at"),
                Times.optionalInstant(row, "finished_at"),
                row.getObject("audit_seq", Long.class),
                report == null ? null : JSON.readValue(report, Verification.Report.class));
    }

    private <T> T asSystem(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }

    /** After the nightly export, which it reads too. */
    @Component
    static class Nightly implements ScheduledWork {

        private final Verifications verifications;

        Nightly(Verifications verifications) {
            this.verifications = verifications;
        }

        @Override
        public String name() {
            return "audit-verification";
        }

        @Override
        public Schedule schedule() {
            return Schedules.daily(ZoneOffset.UTC, LocalTime.of(0, 30));
        }

        @Override
        public void run() {
            verifications.request(Scope.AUDIT, true);
        }
    }
}

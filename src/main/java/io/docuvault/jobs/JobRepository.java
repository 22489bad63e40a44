package io.docuvault.jobs;

import io.docuvault.jobs.JobView.State;
import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class JobRepository {

    private static final String VIEW = """
            id, kind, queue, subject_id, state, attempt, max_attempts, error_code, error_detail,
            created_at, run_at, finished_at""";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JobRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(UUID id, NewJob job, JobHandler handler, Instant now, Instant runAt) {
        jdbc.sql("""
                        insert into jobs (id, owner_id, kind, queue, subject_id, payload, max_attempts, created_at, run_at)
                        values (:id, :owner, :kind, :queue, :subject, :payload::jsonb, :maxAttempts, :now, :runAt)
                        """)
                .param("id", id)
                .param("owner", job.ownerId())
                .param("kind", job.kind())
                .param("queue", handler.queue().name())
                .param("subject", job.subjectId())
                .param("payload", json.writeValueAsString(job.payload()))
                .param("maxAttempts", handler.maxAttempts())
                .param("now", Times.column(now))
                .param("runAt", Times.column(runAt))
                .update();
    }

    /** Whether a job of the same kind, owner and subject waits; if so, it does not start until the transaction ends. */
    boolean holdWaiting(NewJob job, JobQueue queue) {
        return jdbc.sql("""
                        select 1 from jobs
                        where owner_id = :owner and queue = :queue and kind = :kind and state = 'queued'
                            and subject_id is not distinct from :subject::uuid
                        limit 1
                        for share skip locked
                        """)
                .param("owner", job.ownerId())
                .param("queue", queue.name())
                .param("kind", job.kind())
                .param("subject", job.subjectId())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** How many jobs the owner has waiting, counted up to {@code most}. */
    int waiting(UUID owner, JobQueue queue, int most) {
        return jdbc.sql("""
                        select count(*) from (
                            select 1 from jobs where owner_id = :owner and queue = :queue and state = 'queued' limit :most
                        ) waiting
                        """)
                .param("owner", owner)
                .param("queue", queue.name())
                .param("most", most)
                .query(Integer.class)
                .single();
    }

    /** Starts the next attempt; empty if the job has ended (or never was). */
    Optional<Job> start(UUID id) {
        return jdbc.sql("""
                        update jobs set state = 'running', attempt = attempt + 1
                        where id = :id and state in ('queued', 'running')
                        returning id, owner_id, kind, subject_id, payload, attempt, max_attempts
                        """).param("id", id).query(this::job).optional();
    }

    private Job job(ResultSet row, int index) throws SQLException {
        return new Job(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getString("kind"),
                row.getObject("subject_id", UUID.class),
                payload(row.getString("payload")),
                row.getInt("attempt"),
                row.getInt("max_attempts"));
    }

    private Map<String, Object> payload(String value) {
        return json.readValue(value, new TypeReference<>() {});
    }

    /** Whether this attempt is still the one that counts; locks the row until the transaction ends. */
    boolean holdsLease(Job job) {
        return jdbc.sql("select 1 from jobs where id = :id and attempt = :attempt and state = 'running' for update")
                .param("id", job.id())
                .param("attempt", job.attempt())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Has a job wait that was started by mistake, with an attempt more; false if it no longer counts. */
    boolean leave(Job job, JobView.Reason reason, Instant runAt) {
        return jdbc.sql("""
                        update jobs set state = 'queued', max_attempts = max_attempts + 1, error_code = :code,
                            error_detail = :detail, run_at = :runAt
                        where id = :id and attempt = :attempt and state = 'running'
                        """)
                        .param("id", job.id())
                        .param("attempt", job.attempt())
                        .param("code", reason.code())
                        .param("detail", reason.detail())
                        .param("runAt", Times.column(runAt))
                        .update()
                == 1;
    }

    /** Ends this attempt; false if another attempt has taken over or the job was cancelled meanwhile. */
    boolean end(Job job, State state, JobView.@Nullable Reason error, Instant runAt, @Nullable Instant finishedAt) {
        return jdbc.sql("""
                        update jobs set state = :state, error_code = :code, error_detail = :detail,
                            run_at = :runAt, finished_at = :finishedAt
                        where id = :id and attempt = :attempt and state = 'running'
                        """)
                        .param("id", job.id())
                        .param("attempt", job.attempt())
                        .param("state", state.column())
                        .param("code", error == null ? null : error.code())
                        .param("detail", error == null ? null : error.detail())
                        .param("runAt", Times.column(runAt))
                        .param("finishedAt", Times.column(finishedAt))
                        .update()
                == 1;
    }

    /**
     * Makes a failed or cancelled job wait again, for so many attempts more. They are counted on: a number that was
     * used before would let an attempt that was only believed dead pass for the new one.
     */
    Optional<Job> requeue(UUID owner, UUID id, int attempts, Instant now) {
        return jdbc.sql("""
                        update jobs set state = 'queued', max_attempts = attempt + :attempts, error_code = null, error_detail = null,
                            run_at = :now, finished_at = null
                        where id = :id and owner_id = :owner and state in ('failed', 'cancelled')
                        returning id, owner_id, kind, subject_id, payload, attempt, max_attempts
                        """)
                .param("id", id)
                .param("attempts", attempts)
                .param("owner", owner)
                .param("now", Times.column(now))
                .query(this::job)
                .optional();
    }

    /** Cancels a job that has not ended; empty if it has. */
    Optional<Job> cancel(UUID owner, UUID id, Instant now) {
        return jdbc.sql("""
                        update jobs set state = 'cancelled', finished_at = :now
                        where id = :id and owner_id = :owner and state in ('queued', 'running')
                        returning id, owner_id, kind, subject_id, payload, attempt, max_attempts
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("now", Times.column(now))
                .query(this::job)
                .optional();
    }

    /**
     * When a job that waits is due; empty if it does not wait. Locks the row whatever its state: a condition would look
     * past a job that another transaction is just having wait again.
     */
    Optional<Instant> lockDue(UUID id) {
        return jdbc.sql("select case when state = 'queued' then run_at end as due from jobs where id = :id for update")
                .param("id", id)
                .query((row, _) -> Optional.ofNullable(Times.optionalInstant(row, "due")))
                .optional()
                .flatMap(Function.identity());
    }

    Optional<JobView> find(UUID owner, UUID id) {
        return jdbc.sql("select " + VIEW + " from jobs where id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .query(JobRepository::view)
                .optional();
    }

    /** The owner's jobs, newest first. */
    List<JobView> list(UUID owner, Collection<State> states, @Nullable UUID subject, @Nullable UUID before, int limit) {
        // Written out, so that the index of those that have not ended well is of use.
        String inStates = states.isEmpty()
                ? ""
                : states.stream().map(State::column).collect(Collectors.joining("', '", " and state in ('", "')"));
        return jdbc.sql("select " + VIEW + " from jobs where owner_id = :owner" + inStates + """
                            and (:subject::uuid is null or subject_id = :subject)
                            and (:before::uuid is null or id < :before)
                        order by id desc
                        limit :limit
                        """)
                .param("owner", owner)
                .param("subject", subject)
                .param("before", before)
                .param("limit", limit)
                .query(JobRepository::view)
                .list();
    }

    /** How many of an owner's jobs wait, run and have failed; of each no more than {@code most} are counted. */
    Jobs.Counts counts(UUID owner, int most) {
        return jdbc.sql("""
                        select
                            (select count(*) from (
                                select 1 from jobs where owner_id = :owner and state = 'queued' limit :most) q) as queued,
                            (select count(*) from (
                                select 1 from jobs where owner_id = :owner and state = 'running' limit :most) r) as running,
                            (select count(*) from (
                                select 1 from jobs where owner_id = :owner and state = 'failed' limit :most) f) as failed
                        """)
                .param("owner", owner)
                .param("most", most)
                .query((row, _) -> new Jobs.Counts(row.getInt("queued"), row.getInt("running"), row.getInt("failed")))
                .single();
    }

    /** An owner's failed jobs of kinds that can be done here, oldest first: those after one, or the first. */
    List<UUID> failed(UUID owner, Collection<String> kinds, @Nullable UUID after, int most) {
        return jdbc.sql("""
                        select id from jobs
                        where owner_id = :owner and state = 'failed' and kind = any(string_to_array(:kinds, ','))
                            and (:after::uuid is null or id > :after)
                        order by id
                        limit :most
                        """)
                .param("owner", owner)
                .param("kinds", String.join(",", kinds))
                .param("after", after)
                .param("most", most)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** Deletes an owner's jobs, except perhaps one. Waits for transactions that hold a lease. */
    void deleteOf(UUID owner, @Nullable UUID kept) {
        jdbc.sql("delete from jobs where owner_id = :owner and (:kept::uuid is null or id <> :kept)")
                .param("owner", owner)
                .param("kept", kept)
                .update();
    }

    /** What failed stays for its owner to deal with, if there is one. */
    int deleteFinishedBefore(Instant time) {
        return jdbc.sql("""
                        delete from jobs
                        where finished_at < :time and (state in ('done', 'cancelled') or owner_id = :nobody)
                        """)
                .param("time", Times.column(time))
                .param("nobody", NewJob.NOBODY)
                .update();
    }

    private static JobView view(ResultSet row, int index) throws SQLException {
        String code = row.getString("error_code");
        return new JobView(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                JobQueue.valueOf(row.getString("queue")),
                row.getObject("subject_id", UUID.class),
                null,
                State.ofColumn(row.getString("state")),
                row.getInt("attempt"),
                row.getInt("max_attempts"),
                code == null ? null : new JobView.Reason(code, row.getString("error_detail")),
                Times.instant(row, "created_at"),
                Times.instant(row, "run_at"),
                Times.optionalInstant(row, "finished_at"));
    }
}

package io.docuvault.classification;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Documents whose provider was not there. They have the built-in one's answer meanwhile. Of each owner's, one is tried
 * from time to time; when it gets its answer, all go on.
 */
@Component
class Parking implements ScheduledWork {

    /** Asked in vain more often than this, a document stays with what it has. */
    private static final int MOST_TRIES = 20;

    private static final int BATCH = 200;
    /** How long one is left alone that was taken up; by then it has its answer, or waits anew. */
    private static final Duration TAKEN = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final ModelSettings settings;
    private final Clock clock;

    Parking(JdbcClient jdbc, Jobs jobs, ModelSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ai-resume";
    }

    @Override
    public Schedule schedule() {
        return Schedules.fixedDelay(settings.resumeInterval());
    }

    /**
     * Puts a document off, and with it the owner's others that wait for the same provider.
     *
     * @param asked whether it was asked about this document, or only might have been
     * @param pause at least so long
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void park(UUID owner, UUID document, String provider, String code, boolean asked, Duration pause) {
        Instant now = clock.instant();
        int tries = jdbc.sql("""
                        insert into ai_parked
                            (document_id, owner_id, provider, code, tries, tried_at, not_before)
                        values (:document, :owner, :provider, :code, :asked, :now, :then)
                        on conflict (document_id) do update set provider = excluded.provider, code = excluded.code,
                            tries = ai_parked.tries + excluded.tries, tried_at = excluded.tried_at,
                            not_before = excluded.not_before, released = false
                        returning tries
                        """)
                .param("document", document)
                .param("owner", owner)
                .param("provider", provider)
                .param("code", code)
                .param("asked", asked ? 1 : 0)
                .param("now", Times.column(now))
                .param("then", Times.column(now.plus(pause)))
                .query(Integer.class)
                .single();
        if (tries >= MOST_TRIES) {
            unpark(owner, document);
        }
        jdbc.sql("""
                        update ai_parked set released = false
                        where owner_id = :owner and provider = :provider and released
                        """).param("owner", owner).param("provider", provider).update();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void unpark(UUID owner, UUID document) {
        jdbc.sql("delete from ai_parked where document_id = :document and owner_id = :owner")
                .param("document", document)
                .param("owner", owner)
                .update();
    }

    /** The provider has answered: whatever else of the owner's waits for it may go on. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void release(UUID owner, String provider) {
        jdbc.sql("""
                        update ai_parked set not_before = :now, released = true
                        where owner_id = :owner and provider = :provider and not released
                        """)
                .param("owner", owner)
                .param("provider", provider)
                .param("now", Times.column(clock.instant()))
                .update();
    }

    /** Settings have changed: everything that an owner has waiting may be tried again. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void release(UUID owner) {
        jdbc.sql("update ai_parked set not_before = :now, released = true, tries = 0 where owner_id = :owner")
                .param("owner", owner)
                .param("now", Times.column(clock.instant()))
                .update();
    }

    /** The same for everybody; called as the system. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void releaseAll() {
        jdbc.sql("update ai_parked set not_before = :now, released = true, tries = 0")
                .param("now", Times.column(clock.instant()))
                .update();
    }

    /**
     * Documents that wait for a provider for the same reason.
     *
     * @param code why, as in {@link ProviderException#code()}
     * @param until the first of them is tried again then, or soon where that has passed
     */
    record Waiting(String provider, String code, int documents, Instant until) {}

    /** What an owner has waiting, most documents first. */
    List<Waiting> waiting(UUID owner) {
        return jdbc.sql("""
                        select provider, code, count(*) as documents, min(not_before) as until
                        from ai_parked where owner_id = :owner
                        group by provider, code order by count(*) desc, provider, code
                        """).param("owner", owner).query(Parking::reason).list();
    }

    /** The same of everybody; called as the system. */
    List<Waiting> waiting() {
        return jdbc.sql("""
                        select provider, code, count(*) as documents, min(not_before) as until
                        from ai_parked group by provider, code order by count(*) desc, provider, code
                        """).query(Parking::reason).list();
    }

    /** Why one document waits; empty if it does not. */
    Optional<Waiting> waiting(UUID owner, UUID document) {
        return jdbc.sql("""
                        select provider, code, 1 as documents, not_before as until
                        from ai_parked where document_id = :document and owner_id = :owner
                        """)
                .param("owner", owner)
                .param("document", document)
                .query(Parking::reason)
                .optional();
    }

    private static Waiting reason(ResultSet row, int number) throws SQLException {
        return new Waiting(
                row.getString("provider"), row.getString("code"), row.getInt("documents"), Times.instant(row, "until"));
    }

    private record Due(UUID document, UUID owner) {}

    /**
     * Has those that are due classified: all whose provider has answered since, and of the others of an owner one, which
     * tells whether the rest is worth it.
     */
    @Override
    @Transactional
    public void run() {
        Instant now = clock.instant();
        List<Due> due = jdbc.sql("""
                        update ai_parked set not_before = :later
                        where document_id in (
                            select document_id from (
                                select document_id, not_before, released,
                                    max(tried_at) over (partition by owner_id, provider) as last_tried,
                                    row_number() over (
                                        partition by owner_id, provider, released, not_before <= :now
                                        order by tries, not_before, document_id) as place
                                from ai_parked
                            ) waiting
                            where not_before <= :now and (released or place = 1 and last_tried <= :rested)
                            order by not_before, document_id
                            limit :batch
                        )
                        returning document_id, owner_id
                        """)
                .param("now", Times.column(now))
                .param("rested", Times.column(now.minus(settings.rest())))
                .param("later", Times.column(now.plus(TAKEN)))
                .param("batch", BATCH)
                .query((row, _) ->
                        new Due(row.getObject("document_id", UUID.class), row.getObject("owner_id", UUID.class)))
                .list();
        due.forEach(each ->
                jobs.enqueueUnlessWaiting(new NewJob(ClassifyJob.KIND, each.owner(), each.document()), Duration.ZERO));
    }
}

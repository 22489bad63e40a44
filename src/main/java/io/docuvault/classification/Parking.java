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
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Documents whose provider was not there, or had too much to do. They have the built-in one's answer meanwhile. Of each
 * owner's, one is tried from time to time, less and less often; when it gets its answer, it takes others with it, and so
 * on, so that no more are on their way than the provider has places for.
 */
@Component
class Parking implements ScheduledWork {

    /** Asked in vain more often than this, a document stays with what it has. */
    private static final int MOST_TRIES = 20;
    /** Of what may go on, so many of an owner's at a time: each that is answered takes the next one with it. */
    private static final int FIRST = 12;

    private static final int BATCH = 200;
    /** How long one is left alone that was taken up; by then it has its answer, or waits anew. */
    private static final Duration TAKEN = Duration.ofMinutes(10);
    /** Why a document waits whose provider was not even tried. */
    private static final Set<String> NOT_TRIED =
            Set.of("resting", "busy", "settings_changed", "asked_already", "over_budget", "over_system_budget");

    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final Gate gate;
    private final ModelSettings settings;
    private final Clock clock;

    Parking(JdbcClient jdbc, Jobs jobs, Gate gate, ModelSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.gate = gate;
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

    /** Has a model asked about a document, as soon as that is of any use. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void later(UUID owner, UUID document, ModelAccount account) {
        gate.away(account)
                .ifPresentOrElse(
                        away -> park(
                                owner,
                                document,
                                account.provider().name(),
                                away.code(),
                                false,
                                away.retryAfter().orElse(Duration.ZERO)),
                        () -> jobs.enqueueUnlessWaiting(new NewJob(AskModelJob.KIND, owner, document), Duration.ZERO));
    }

    /**
     * Puts a document off. What of the owner's waits for the same provider waits for one trial.
     *
     * @param asked whether something was sent about this document
     * @param pause at least so long
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void park(UUID owner, UUID document, String provider, String code, boolean asked, Duration pause) {
        Instant now = clock.instant();
        boolean tried = !NOT_TRIED.contains(code);
        int tries = jdbc.sql("""
                        insert into ai_parked
                            (document_id, owner_id, provider, code, tries, tried_at, not_before, since)
                        values (:document, :owner, :provider, :code, :tries, :tried, :then, :now)
                        on conflict (document_id) do update set provider = excluded.provider, code = excluded.code,
                            tries = ai_parked.tries + excluded.tries,
                            tried_at = greatest(ai_parked.tried_at, excluded.tried_at),
                            not_before = excluded.not_before, released = false, taken_until = null,
                            since = case when ai_parked.released or ai_parked.provider <> excluded.provider
                                then excluded.since else ai_parked.since end
                        returning tries
                        """)
                .param("document", document)
                .param("owner", owner)
                .param("provider", provider)
                .param("code", code)
                .param("tries", asked ? 1 : 0)
                .param("tried", Times.column(tried ? now : Instant.EPOCH))
                .param("now", Times.column(now))
                .param("then", Times.column(now.plus(pause)))
                .query(Integer.class)
                .single();
        if (tries >= MOST_TRIES) {
            unpark(owner, document);
        }
        if (tried) {
            // In nobody's way: two jobs of an owner would otherwise wait for each other's documents.
            jdbc.sql("""
                            update ai_parked set released = false, since = :now
                            where document_id in (
                                select document_id from ai_parked
                                where owner_id = :owner and provider = :provider and released
                                order by document_id
                                for update skip locked
                            )
                            """)
                    .param("owner", owner)
                    .param("provider", provider)
                    .param("now", Times.column(now))
                    .update();
        }
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void unpark(UUID owner, UUID document) {
        jdbc.sql("delete from ai_parked where document_id = :document and owner_id = :owner")
                .param("document", document)
                .param("owner", owner)
                .update();
    }

    /** The provider has answered: the owner's next ones are asked about, as many as there are places for. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void next(UUID owner, ModelAccount account) {
        Instant now = clock.instant();
        List<UUID> next = jdbc.sql("""
                        update ai_parked set taken_until = :later
                        where document_id in (
                            select document_id from ai_parked
                            where owner_id = :owner and provider = :provider and code not like 'over_%'
                                and (taken_until is null or taken_until <= :now)
                            order by since, document_id
                            limit :places
                            for update skip locked
                        )
                        returning document_id
                        """)
                .param("owner", owner)
                .param("provider", account.provider().name())
                .param("now", Times.column(now))
                .param("later", Times.column(now.plus(TAKEN)))
                .param("places", Math.max(1, gate.places(account)))
                .query((row, _) -> row.getObject("document_id", UUID.class))
                .list();
        next.forEach(
                document -> jobs.enqueueUnlessWaiting(new NewJob(AskModelJob.KIND, owner, document), Duration.ZERO));
    }

    /** Settings have changed: everything that an owner has waiting may be tried again. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void release(UUID owner) {
        jdbc.sql("""
                        update ai_parked set not_before = :now, released = true, tries = 0
                        where document_id in (
                            select document_id from ai_parked where owner_id = :owner order by document_id for update
                        )
                        """)
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
     * Has a model asked about those that are due: the first ones whose settings have changed since, and of the others of
     * an owner one, which tells whether the rest is worth it. How long they have waited so far is how long they wait for
     * the next trial, within limits: each pause is twice the one before.
     */
    @Override
    @Transactional
    public void run() {
        Instant now = clock.instant();
        List<Due> due = jdbc.sql("""
                        update ai_parked set taken_until = :later
                        where document_id in (
                            select document_id from (
                                select document_id, not_before, released, code,
                                    max(tried_at) over of_one as last_tried,
                                    min(since) over of_one as first_waiting,
                                    row_number() over (
                                        partition by owner_id, provider, released, not_before <= :now
                                        order by tries, not_before, document_id) as place
                                from ai_parked
                                where taken_until is null or taken_until <= :now
                                window of_one as (partition by owner_id, provider)
                            ) waiting
                            where not_before <= :now and (
                                released and place <= :first
                                or place = 1 and (
                                    code in ('busy', 'settings_changed', 'asked_already')
                                    or last_tried <= :now - make_interval(secs => :rest)
                                        and last_tried + least(
                                            last_tried - first_waiting, make_interval(secs => :longest)) <= :now))
                            order by not_before, document_id
                            limit :batch
                        )
                        returning document_id, owner_id
                        """)
                .param("now", Times.column(now))
                .param("rest", settings.rest().toMillis() / 1000.0)
                .param("longest", settings.longestRest().toMillis() / 1000.0)
                .param("first", FIRST)
                .param("later", Times.column(now.plus(TAKEN)))
                .param("batch", BATCH)
                .query((row, _) ->
                        new Due(row.getObject("document_id", UUID.class), row.getObject("owner_id", UUID.class)))
                .list();
        due.forEach(each ->
                jobs.enqueueUnlessWaiting(new NewJob(AskModelJob.KIND, each.owner(), each.document()), Duration.ZERO));
    }
}

package io.docuvault.documents;

import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class DocumentTopicRepository {

    /** A document as the live event of its change shows it. */
    record Changed(UUID id, String status, @Nullable String step) {}

    private final JdbcClient jdbc;

    DocumentTopicRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<UUID, List<DocumentTopic>> topicsOf(UUID owner, Collection<UUID> documents) {
        Map<UUID, List<DocumentTopic>> topics = new HashMap<>();
        jdbc.sql("""
                        select document_id, topic_id, state, suggestion_id, confidence, evidence, provider, decided_by
                        from document_topics
                        where document_id = any(:documents::uuid[]) and owner_id = :owner and state <> 'rejected'
                        order by state, confidence desc nulls first, topic_id
                        """)
                .param("documents", UuidArray.of(documents))
                .param("owner", owner)
                .query(row -> {
                    topics.computeIfAbsent(row.getObject("document_id", UUID.class), _ -> new ArrayList<>())
                            .add(topic(row));
                });
        return topics;
    }

    Map<UUID, Set<UUID>> rejectedTopicsOf(UUID owner, Collection<UUID> documents) {
        Map<UUID, Set<UUID>> topics = new HashMap<>();
        jdbc.sql("""
                        select document_id, topic_id from document_topics
                        where document_id = any(:documents::uuid[]) and owner_id = :owner and state = 'rejected'
                        """)
                .param("documents", UuidArray.of(documents))
                .param("owner", owner)
                .query(row -> {
                    topics.computeIfAbsent(row.getObject("document_id", UUID.class), _ -> new HashSet<>())
                            .add(row.getObject("topic_id", UUID.class));
                });
        return topics;
    }

    Map<UUID, List<Observed>> observed(UUID owner, Collection<UUID> topics, int most) {
        Map<UUID, List<Observed>> observed = new HashMap<>();
        jdbc.sql("""
                        select latest.topic_id, latest.confidence::text::float8 as confidence, latest.state
                        from unnest(:topics::uuid[]) as wanted (topic_id)
                        cross join lateral (
                            select topic_id, confidence, state from document_topics
                            where owner_id = :owner and topic_id = wanted.topic_id and decided_by = 'person'
                                and suggestion_id is not null and provider <> 'rule' and confidence is not null
                            order by decided_at desc
                            limit :most
                        ) latest
                        """)
                .param("owner", owner)
                .param("topics", UuidArray.of(topics))
                .param("most", most)
                .query(row -> {
                    observed.computeIfAbsent(row.getObject("topic_id", UUID.class), _ -> new ArrayList<>())
                            .add(new Observed(row.getDouble("confidence"), "confirmed".equals(row.getString("state"))));
                });
        return observed;
    }

    private static DocumentTopic topic(ResultSet row) throws SQLException {
        DocumentTopic.State state =
                DocumentTopic.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
        String decidedBy = row.getString("decided_by");
        DocumentTopic.DecidedBy by =
                decidedBy == null ? null : DocumentTopic.DecidedBy.valueOf(decidedBy.toUpperCase(Locale.ROOT));
        return new DocumentTopic(
                row.getObject("topic_id", UUID.class),
                state,
                by == DocumentTopic.DecidedBy.PERSON ? null : row.getObject("suggestion_id", UUID.class),
                confidence(row),
                row.getString("evidence"),
                row.getString("provider"),
                by);
    }

    /** As it was given: a {@code real} has seven digits, and a careless conversion to double would show more. */
    private static @Nullable Double confidence(ResultSet row) throws SQLException {
        String value = row.getString("confidence");
        return value == null ? null : Double.valueOf(value);
    }

    /** The trash is small beside the rest: all are counted from the index, and those in the trash are taken off. */
    Map<UUID, TopicCounts> counts(UUID owner) {
        Map<UUID, TopicCounts> counts = new HashMap<>();
        jdbc.sql("""
                        select topic_id,
                            sum(n) filter (where state = 'confirmed') as confirmed,
                            sum(n) filter (where state = 'suggested') as suggested
                        from (
                            select topic_id, state, count(*) as n
                            from document_topics
                            where owner_id = :owner and state in ('confirmed', 'suggested')
                            group by topic_id, state
                            union all
                            select t.topic_id, t.state, -count(*)
                            from documents d join document_topics t on t.document_id = d.id
                            where d.owner_id = :owner and d.trashed_at is not null
                            group by t.topic_id, t.state
                        ) counted
                        group by topic_id
                        """).param("owner", owner).query(row -> {
            counts.put(
                    row.getObject("topic_id", UUID.class),
                    new TopicCounts(row.getLong("confirmed"), row.getLong("suggested")));
        });
        return counts;
    }

    /** A label by the id of its suggestion. */
    record Found(UUID document, UUID topic) {}

    Optional<Found> find(UUID owner, UUID suggestion) {
        return jdbc.sql("""
                        select document_id, topic_id from document_topics
                        where suggestion_id = :suggestion and owner_id = :owner
                        """)
                .param("suggestion", suggestion)
                .param("owner", owner)
                .query((row, _) -> new Found(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .optional();
    }

    long decisions(UUID owner) {
        return jdbc.sql("select version from topic_decisions where owner_id = :owner")
                .param("owner", owner)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    void countDecision(UUID owner) {
        jdbc.sql("""
                        insert into topic_decisions (owner_id, version) values (:owner, 1)
                        on conflict (owner_id) do update set version = topic_decisions.version + 1
                        """).param("owner", owner).update();
    }

    /** Waits for other changes of the owner's labels without announcing one. */
    void holdDecisions(UUID owner) {
        jdbc.sql("""
                        insert into topic_decisions (owner_id, version) values (:owner, 0)
                        on conflict (owner_id) do update set version = topic_decisions.version
                        """).param("owner", owner).update();
    }

    /** The topics that the document is in, whoever put it there. */
    Set<UUID> confirmed(UUID owner, UUID document) {
        return new HashSet<>(jdbc.sql("""
                        select topic_id from document_topics
                        where document_id = :document and owner_id = :owner and state = 'confirmed'
                        """)
                .param("document", document)
                .param("owner", owner)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list());
    }

    /** How many of these topics the owner has; the schema keeps topics in the same sequence of migrations as labels. */
    int known(UUID owner, Collection<UUID> topics) {
        return jdbc.sql("select count(*) from topics where owner_id = :owner and id = any(:topics::uuid[])")
                .param("owner", owner)
                .param("topics", UuidArray.of(topics))
                .query(Integer.class)
                .single();
    }

    /** Keeps others from changing the document's topics until the transaction ends; false if there is no document. */
    boolean lock(UUID owner, UUID document) {
        return jdbc.sql("select 1 from documents where id = :document and owner_id = :owner for no key update")
                .param("document", document)
                .param("owner", owner)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    Set<UUID> confirm(UUID owner, Collection<UUID> documents, UUID topic, Instant now) {
        return ids("""
                insert into document_topics (document_id, topic_id, owner_id, state, decided_at, decided_by, created_at)
                select d.id, :topic, :owner, 'confirmed', :now, 'person', :now
                from (
                    select id from documents where id = any(:documents::uuid[]) and owner_id = :owner
                    order by id for no key update
                ) d
                on conflict (document_id, topic_id) do update set state = 'confirmed', decided_at = excluded.decided_at,
                        decided_by = excluded.decided_by
                    where document_topics.state <> 'confirmed' or document_topics.decided_by <> 'person'
                returning document_id
                """, owner, documents, topic, now);
    }

    Set<UUID> reject(UUID owner, Collection<UUID> documents, UUID topic, Instant now) {
        return ids("""
                with locked as (
                    select id from documents where id = any(:documents::uuid[]) and owner_id = :owner
                    order by id for no key update
                )
                update document_topics set state = 'rejected', decided_at = :now, decided_by = 'person'
                from locked
                where document_id = locked.id and topic_id = :topic and owner_id = :owner and state <> 'rejected'
                returning document_id
                """, owner, documents, topic, now);
    }

    private Set<UUID> ids(String sql, UUID owner, Collection<UUID> documents, UUID topic, Instant now) {
        return new HashSet<>(jdbc.sql(sql)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("topic", topic)
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list());
    }

    boolean rejectOtherConfirmed(UUID owner, UUID document, Collection<UUID> topics, Instant now) {
        return jdbc.sql("""
                        update document_topics set state = 'rejected', decided_at = :now, decided_by = 'person'
                        where document_id = :document and owner_id = :owner and state = 'confirmed'
                            and not topic_id = any(:topics::uuid[])
                        """)
                        .param("owner", owner)
                        .param("document", document)
                        .param("topics", UuidArray.of(topics))
                        .param("now", Times.column(now))
                        .update()
                > 0;
    }

    /** False if nothing changed: a person has decided, the topic is gone, or the same was suggested already. */
    boolean suggest(UUID owner, UUID document, UUID id, UUID run, String provider, Suggestion suggestion, Instant now) {
        return jdbc.sql("""
                        insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, run_id,
                            provider, confidence, evidence, words, created_at)
                        select :document, t.id, :owner, 'suggested', :id, :run, :provider, :confidence,
                            nullif(:evidence, ''), case when cardinality(:words::text[]) > 0 then :words::text[] end, :now
                        from topics t where t.id = :topic and t.owner_id = :owner
                        on conflict (document_id, topic_id) do update set run_id = excluded.run_id,
                            provider = excluded.provider, confidence = excluded.confidence, evidence = excluded.evidence,
                            words = excluded.words
                        where document_topics.state = 'suggested' and document_topics.provider is distinct from 'rule'
                            and (document_topics.provider, document_topics.confidence, document_topics.evidence)
                                is distinct from (excluded.provider, excluded.confidence, excluded.evidence)
                        """)
                        .param("document", document)
                        .param("owner", owner)
                        .param("id", id)
                        .param("run", run)
                        .param("provider", provider)
                        .param("topic", suggestion.topicId())
                        .param("confidence", (float) suggestion.confidence())
                        .param("evidence", suggestion.evidence())
                        .param("words", suggestion.words().toArray(String[]::new))
                        .param("now", Times.column(now))
                        .update()
                > 0;
    }

    boolean dropOtherSuggestions(UUID owner, UUID document, Collection<UUID> topics) {
        return jdbc.sql("""
                        delete from document_topics
                        where document_id = :document and owner_id = :owner and state = 'suggested'
                            and provider is distinct from 'rule' and not topic_id = any(:topics::uuid[])
                        """)
                        .param("document", document)
                        .param("owner", owner)
                        .param("topics", UuidArray.of(topics))
                        .update()
                > 0;
    }

    List<Changed> touch(UUID owner, Collection<UUID> documents, Instant now) {
        return change("""
                update documents set version = version + 1, updated_at = :now
                where id = any(:documents::uuid[]) and owner_id = :owner
                returning id, status, step
                """, owner, documents, now);
    }

    List<Changed> startStep(UUID owner, UUID document, Instant now) {
        return change("""
                update documents set step = 'classify', version = version + 1, updated_at = :now
                where id = any(:documents::uuid[]) and owner_id = :owner
                    and status = 'ready' and text_length > 0 and trashed_at is null
                returning id, status, step
                """, owner, Set.of(document), now);
    }

    List<Changed> endStep(UUID owner, UUID document, Instant now) {
        return change("""
                update documents set step = null, version = version + 1, updated_at = :now
                where id = any(:documents::uuid[]) and owner_id = :owner and step = 'classify'
                returning id, status, step
                """, owner, Set.of(document), now);
    }

    private List<Changed> change(String sql, UUID owner, Collection<UUID> documents, Instant now) {
        return jdbc.sql(sql)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("now", Times.column(now))
                .query((row, _) ->
                        new Changed(row.getObject("id", UUID.class), row.getString("status"), row.getString("step")))
                .list();
    }

    void touchDocumentsOf(UUID owner, UUID topic, Instant now) {
        jdbc.sql("""
                        with locked as (
                            select id from documents where owner_id = :owner and id in (
                                select document_id from document_topics
                                where owner_id = :owner and topic_id = :topic and state <> 'rejected')
                            order by id for no key update
                        )
                        update documents d set version = version + 1, updated_at = :now from locked where d.id = locked.id
                        """)
                .param("owner", owner)
                .param("topic", topic)
                .param("now", Times.column(now))
                .update();
    }

    void deleteTopic(UUID owner, UUID topic) {
        jdbc.sql("delete from document_topics where owner_id = :owner and topic_id = :topic")
                .param("owner", owner)
                .param("topic", topic)
                .update();
    }
}

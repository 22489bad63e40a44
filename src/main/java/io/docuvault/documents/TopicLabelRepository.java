package io.docuvault.documents;

import io.docuvault.documents.TopicLabels.MergeCounts;
import io.docuvault.documents.TopicLabels.Reason;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class TopicLabelRepository {

    private final JdbcClient jdbc;

    TopicLabelRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<UUID> suggest(UUID owner, UUID topic, double confidence, List<Reason> reasons, Instant now) {
        return jdbc.sql("""
                        insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, run_id, provider,
                            confidence, evidence, created_at)
                        select d.id, :topic, :owner, 'suggested', r.suggestion, r.run, r.provider, :confidence,
                            nullif(r.evidence, ''), :now
                        from (
                            select id from documents where id = any(:documents::uuid[]) and owner_id = :owner
                            order by id for no key update
                        ) d
                        join unnest(:documents::uuid[], :suggestions::uuid[], :runs::uuid[], :providers::text[],
                            :evidences::text[]) as r (document, suggestion, run, provider, evidence) on r.document = d.id
                        on conflict (document_id, topic_id) do nothing
                        returning document_id
                        """)
                .param("owner", owner)
                .param("topic", topic)
                .param("confidence", (float) confidence)
                .param(
                        "documents",
                        UuidArray.of(reasons.stream().map(Reason::document).toList()))
                .param(
                        "suggestions",
                        UuidArray.of(reasons.stream().map(_ -> Ids.next()).toList()))
                .param("runs", UuidArray.of(reasons.stream().map(Reason::run).toList()))
                .param("providers", reasons.stream().map(Reason::provider).toArray(String[]::new))
                .param("evidences", reasons.stream().map(Reason::evidence).toArray(String[]::new))
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    Set<UUID> notRefused(UUID owner, UUID topic, Collection<UUID> documents) {
        return new HashSet<>(jdbc.sql("""
                        select d.id from documents d
                        where d.owner_id = :owner and d.id = any(:documents::uuid[]) and d.trashed_at is null
                            and not exists (
                                select 1 from document_topics t
                                where t.document_id = d.id and t.topic_id = :topic and t.state = 'rejected')
                        """)
                .param("owner", owner)
                .param("topic", topic)
                .param("documents", UuidArray.of(documents))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list());
    }

    boolean isEmpty(UUID owner, UUID topic) {
        return jdbc.sql("""
                        select not exists (
                            select 1 from document_topics
                            where owner_id = :owner and topic_id = :topic and state in ('confirmed', 'suggested'))
                        """)
                .param("owner", owner)
                .param("topic", topic)
                .query(Boolean.class)
                .single();
    }

    MergeCounts mergeCounts(UUID owner, UUID goes, UUID stays) {
        return jdbc.sql("""
                        select
                            count(*) filter (where g.state = 'confirmed') as documents,
                            count(*) filter (where g.state = 'confirmed' and s.state = 'confirmed') as both_confirmed,
                            count(*) filter (where g.state = 'suggested') as suggested
                        from document_topics g
                        join documents d on d.id = g.document_id
                        left join document_topics s on s.document_id = g.document_id and s.topic_id = :stays
                        where g.owner_id = :owner and g.topic_id = :goes and g.state in ('confirmed', 'suggested')
                            and d.trashed_at is null
                        """)
                .param("owner", owner)
                .param("goes", goes)
                .param("stays", stays)
                .query((row, _) -> new MergeCounts(
                        row.getLong("documents"), row.getLong("both_confirmed"), row.getLong("suggested")))
                .single();
    }

    /** Locks the documents about which a topic says anything, in the order in which everybody does. */
    List<UUID> lockDocumentsOf(UUID owner, UUID topic) {
        return jdbc.sql("""
                        select id from documents
                        where owner_id = :owner and id in (
                            select document_id from document_topics where owner_id = :owner and topic_id = :topic)
                        order by id for no key update
                        """)
                .param("owner", owner)
                .param("topic", topic)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /**
     * Copies the labels of a topic to another one where they beat what is there.
     *
     * @param suggestions an id for each document's suggestion, since the one it has may come back
     */
    void copy(UUID owner, UUID goes, UUID stays, List<UUID> documents, List<UUID> suggestions) {
        jdbc.sql("""
                        insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, run_id, provider,
                            confidence, evidence, words, decided_at, decided_by, created_at)
                        select g.document_id, :stays, g.owner_id, g.state,
                            case when g.suggestion_id is not null then n.suggestion end, g.run_id, g.provider,
                            g.confidence, g.evidence, g.words, g.decided_at, g.decided_by, g.created_at
                        from document_topics g
                        join unnest(:documents::uuid[], :suggestions::uuid[]) as n (document, suggestion)
                            on n.document = g.document_id
                        where g.owner_id = :owner and g.topic_id = :goes
                        on conflict (document_id, topic_id) do update set
                            state = excluded.state,
                            decided_at = excluded.decided_at,
                            decided_by = excluded.decided_by,
                            suggestion_id = coalesce(document_topics.suggestion_id, excluded.suggestion_id),
                            (run_id, provider, confidence, evidence, words) = (
                                select x.run_id, x.provider, x.confidence, x.evidence, x.words
                                from (values
                                    (true, excluded.run_id, excluded.provider, excluded.confidence, excluded.evidence,
                                        excluded.words),
                                    (false, document_topics.run_id, document_topics.provider,
                                        document_topics.confidence, document_topics.evidence, document_topics.words))
                                    as x (its, run_id, provider, confidence, evidence, words)
                                where x.its =
                                    (document_topics.suggestion_id is null or excluded.state = 'suggested'))
                        where case excluded.state
                            when 'confirmed' then
                                case excluded.decided_by
                                    when 'person' then
                                        (document_topics.state, document_topics.decided_by)
                                            is distinct from ('confirmed', 'person')
                                    else document_topics.state = 'suggested'
                                end
                            when 'suggested' then
                                document_topics.state = 'suggested'
                                    and coalesce(excluded.confidence, 0) > coalesce(document_topics.confidence, 0)
                            else false
                        end
                        """)
                .param("owner", owner)
                .param("goes", goes)
                .param("stays", stays)
                .param("documents", UuidArray.of(documents))
                .param("suggestions", UuidArray.of(suggestions))
                .update();
    }

    void remove(UUID owner, UUID topic) {
        jdbc.sql("delete from document_topics where owner_id = :owner and topic_id = :topic")
                .param("owner", owner)
                .param("topic", topic)
                .update();
    }
}

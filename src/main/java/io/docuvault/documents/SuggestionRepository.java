package io.docuvault.documents;

import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Suggestions that wait for a person, and what the person makes of many of them. */
@Repository
class SuggestionRepository {

    /** A document and the newest of its suggestions. */
    record Waiting(UUID document, UUID newest) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    SuggestionRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Confidences are kept as {@code real}: what is compared with them has to be as coarse. */
    private static String matching(String alias, SuggestionFilter filter) {
        return "%1$s.owner_id = :owner and %1$s.state = 'suggested'".formatted(alias)
                + (filter.topicId() == null ? "" : " and %s.topic_id = :topic".formatted(alias))
                + (filter.minConfidence() == null ? "" : " and %s.confidence >= :sure::real".formatted(alias));
    }

    private JdbcClient.StatementSpec query(String sql, UUID owner, SuggestionFilter filter) {
        return jdbc.sql(sql)
                .param("owner", owner)
                .param("topic", filter.topicId())
                .param("sure", filter.minConfidence());
    }

    /** Documents outside the trash by their newest suggestion, newest first. */
    List<Waiting> waiting(UUID owner, SuggestionFilter filter, @Nullable UUID before, int limit) {
        return query("""
                        select s.document_id, s.suggestion_id
                        from document_topics s join documents d on d.id = s.document_id
                        where %s and d.trashed_at is null and (:before::uuid is null or s.suggestion_id < :before)
                            and not exists (
                                select 1 from document_topics newer
                                where newer.document_id = s.document_id and newer.suggestion_id > s.suggestion_id and %s)
                        order by s.suggestion_id desc
                        limit :limit
                        """.formatted(matching("s", filter), matching("newer", filter)), owner, filter)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> new Waiting(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    /** Those of some documents, surest first. */
    Map<UUID, List<SuggestedTopic>> of(UUID owner, Collection<UUID> documents, SuggestionFilter filter) {
        Map<UUID, List<SuggestedTopic>> suggestions = new HashMap<>();
        query("""
                        select s.document_id, s.suggestion_id, s.topic_id, s.confidence::text::float8 as confidence,
                            s.evidence, s.provider, s.words
                        from document_topics s
                        where s.document_id = any(:documents::uuid[]) and %s
                        order by s.confidence desc, s.topic_id
                        """.formatted(matching("s", filter)), owner, filter)
                .param("documents", UuidArray.of(documents))
                .query(row -> {
                    suggestions
                            .computeIfAbsent(row.getObject("document_id", UUID.class), _ -> new ArrayList<>())
                            .add(suggestion(row));
                });
        return suggestions;
    }

    private static SuggestedTopic suggestion(ResultSet row) throws SQLException {
        Array words = row.getArray("words");
        return new SuggestedTopic(
                row.getObject("suggestion_id", UUID.class),
                row.getObject("topic_id", UUID.class),
                row.getDouble("confidence"),
                row.getString("evidence"),
                row.getString("provider"),
                words == null ? null : List.of((String[]) words.getArray()));
    }

    Suggestions.Counts counts(UUID owner, @Nullable UUID topic, double sure) {
        return jdbc.sql("""
                        select count(distinct s.document_id) as documents, count(*) as suggestions,
                            count(*) filter (where s.confidence >= :sure::real) as above
                        from document_topics s join documents d on d.id = s.document_id
                        where s.owner_id = :owner and s.state = 'suggested' and d.trashed_at is null
                            and (:topic::uuid is null or s.topic_id = :topic)
                        """)
                .param("owner", owner)
                .param("topic", topic)
                .param("sure", sure)
                .query((row, _) -> new Suggestions.Counts(
                        row.getLong("documents"), row.getLong("suggestions"), row.getLong("above")))
                .single();
    }

    /** How many of these the owner was ever given. */
    int known(UUID owner, Collection<UUID> suggestions) {
        return jdbc.sql("""
                        select count(*) from document_topics
                        where suggestion_id = any(:suggestions::uuid[]) and owner_id = :owner
                        """)
                .param("suggestions", UuidArray.of(suggestions))
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }

    /** How many of these pairs of an own document and an own topic there are; in the same order. */
    int knownPairs(UUID owner, List<UUID> documents, List<UUID> topics) {
        return jdbc.sql("""
                        select count(*) from unnest(:documents::uuid[], :topics::uuid[]) as wanted (document, topic)
                        join documents d on d.id = wanted.document and d.owner_id = :owner
                        join topics t on t.id = wanted.topic and t.owner_id = :owner
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("topics", UuidArray.of(topics))
                .query(Integer.class)
                .single();
    }

    /**
     * Locks these documents and those of these suggestions, in the order in which everybody does. In a statement of its
     * own, so that the next one sees what those before it have left.
     */
    void lock(UUID owner, Collection<UUID> suggestions, Collection<UUID> documents) {
        jdbc.sql("""
                        select count(*) from (
                            select 1 from documents
                            where owner_id = :owner and (id = any(:documents::uuid[]) or id in (
                                select document_id from document_topics
                                where suggestion_id = any(:suggestions::uuid[]) and owner_id = :owner))
                            order by id for no key update
                        ) locked
                        """)
                .param("owner", owner)
                .param("suggestions", UuidArray.of(suggestions))
                .param("documents", UuidArray.of(documents))
                .query(Long.class)
                .single();
    }

    /** Decides in the name of a person; answers the document of each label that is another one now. */
    List<UUID> decide(UUID owner, Collection<UUID> accepted, Collection<UUID> rejected, Instant now) {
        return jdbc.sql("""
                        update document_topics s set state = wanted.state, decided_at = :now, decided_by = 'person'
                        from (
                            select unnest(:accepted::uuid[]) as id, 'confirmed' as state
                            union all select unnest(:rejected::uuid[]), 'rejected'
                        ) wanted
                        where s.suggestion_id = wanted.id and s.owner_id = :owner
                            and (s.state, s.decided_by) is distinct from (wanted.state, 'person')
                        returning s.document_id
                        """)
                .param("owner", owner)
                .param("accepted", UuidArray.of(accepted))
                .param("rejected", UuidArray.of(rejected))
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** Puts documents into topics in the name of a person; pairs in the same order, unknown ones left out. */
    List<UUID> add(UUID owner, List<UUID> documents, List<UUID> topics, Instant now) {
        return jdbc.sql("""
                        insert into document_topics (document_id, topic_id, owner_id, state, decided_at, decided_by, created_at)
                        select distinct d.id, t.id, :owner, 'confirmed', :now, 'person', :now
                        from unnest(:documents::uuid[], :topics::uuid[]) as wanted (document, topic)
                        join documents d on d.id = wanted.document and d.owner_id = :owner
                        join topics t on t.id = wanted.topic and t.owner_id = :owner
                        on conflict (document_id, topic_id) do update set state = 'confirmed',
                            decided_at = excluded.decided_at, decided_by = 'person'
                        where (document_topics.state, document_topics.decided_by) is distinct from ('confirmed', 'person')
                        returning document_id
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("topics", UuidArray.of(topics))
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /**
     * Accepts suggestions in the name of a person, so many at the most, of documents outside the trash.
     *
     * @param until those that came later are left alone
     */
    List<UUID> acceptMany(UUID owner, SuggestionFilter filter, Instant until, int most, Instant now) {
        return query("""
                        with chosen as materialized (
                            select s.document_id, s.topic_id
                            from document_topics s join documents d on d.id = s.document_id
                            where %1$s and s.created_at <= :until and d.trashed_at is null
                            order by s.document_id
                            limit :most
                        ),
                        locked as materialized (
                            select id from documents where owner_id = :owner and id in (select document_id from chosen)
                            order by id for no key update
                        )
                        update document_topics s set state = 'confirmed', decided_at = :now, decided_by = 'person'
                        from chosen join locked on locked.id = chosen.document_id
                        where s.document_id = chosen.document_id and s.topic_id = chosen.topic_id and %1$s
                        returning s.document_id
                        """.formatted(matching("s", filter)), owner, filter)
                .param("until", Times.column(until))
                .param("most", most)
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** Whether {@link #acceptMany} would find any. */
    boolean any(UUID owner, SuggestionFilter filter, Instant until) {
        return query("""
                        select exists (
                            select 1 from document_topics s join documents d on d.id = s.document_id
                            where %s and s.created_at <= :until and d.trashed_at is null)
                        """.formatted(matching("s", filter)), owner, filter)
                .param("until", Times.column(until))
                .query(Boolean.class)
                .single();
    }

    /** Takes suggestions away, also those that nobody but their topic's permission has confirmed. */
    List<UUID> drop(UUID owner, List<Replacement> replacements) {
        List<UUID> documents = new ArrayList<>();
        List<UUID> topics = new ArrayList<>();
        for (Replacement replacement : replacements) {
            for (UUID topic : replacement.removed()) {
                documents.add(replacement.document());
                topics.add(topic);
            }
        }
        return jdbc.sql("""
                        delete from document_topics l
                        using unnest(:documents::uuid[], :topics::uuid[]) as wanted (document, topic)
                        join documents d on d.id = wanted.document and d.trashed_at is null
                        where l.document_id = wanted.document and l.topic_id = wanted.topic and l.owner_id = :owner
                            and l.decided_by is distinct from 'person' and l.provider is distinct from 'rule'
                        returning l.document_id
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("topics", UuidArray.of(topics))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** A suggestion as it travels to the database. */
    private record Put(
            UUID id, UUID document, UUID run, UUID topic, double confidence, String evidence, List<String> words) {}

    /** Makes suggestions, or makes them surer or less sure. */
    List<UUID> put(UUID owner, String provider, List<Replacement> replacements, Instant now) {
        List<Put> put = new ArrayList<>();
        for (Replacement replacement : replacements) {
            for (Suggestion it : replacement.put()) {
                put.add(new Put(
                        Ids.next(),
                        replacement.document(),
                        replacement.run(),
                        it.topicId(),
                        it.confidence(),
                        it.evidence(),
                        it.words()));
            }
        }
        return jdbc.sql("""
                        insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, run_id,
                            provider, confidence, evidence, words, created_at)
                        select d.id, t.id, :owner, 'suggested', p.id, p.run, :provider, p.confidence,
                            nullif(p.evidence, ''), nullif(p.words, '{}'), :now
                        from jsonb_to_recordset(:put::jsonb) as p (id uuid, document uuid, run uuid, topic uuid,
                            confidence real, evidence text, words text[])
                        join documents d on d.id = p.document and d.owner_id = :owner and d.trashed_at is null
                        join topics t on t.id = p.topic and t.owner_id = :owner
                        on conflict (document_id, topic_id) do update set run_id = excluded.run_id,
                            provider = excluded.provider, confidence = excluded.confidence,
                            evidence = excluded.evidence, words = excluded.words
                        where document_topics.state = 'suggested' and document_topics.provider is distinct from 'rule'
                        returning document_id
                        """)
                .param("owner", owner)
                .param("provider", provider)
                .param("put", json.writeValueAsString(put))
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    List<UUID> surer(UUID owner, Collection<UUID> documents, Map<UUID, Double> thresholds) {
        List<UUID> topics = List.copyOf(thresholds.keySet());
        return jdbc.sql("""
                        select distinct s.topic_id
                        from document_topics s
                        join unnest(:topics::uuid[], :sure::real[]) as wanted (topic_id, sure)
                            on wanted.topic_id = s.topic_id
                        where s.document_id = any(:documents::uuid[]) and s.owner_id = :owner and s.state = 'suggested'
                            and s.provider <> 'rule' and s.confidence >= wanted.sure
                        order by s.topic_id
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("topics", UuidArray.of(topics))
                .param("sure", topics.stream().map(thresholds::get).toArray(Double[]::new))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    List<UUID> acceptAutomatically(UUID owner, Collection<UUID> documents, UUID topic, double sure, Instant now) {
        return jdbc.sql("""
                        update document_topics set state = 'confirmed', decided_at = :now, decided_by = 'automatic'
                        where document_id = any(:documents::uuid[]) and owner_id = :owner and topic_id = :topic
                            and state = 'suggested' and provider <> 'rule' and confidence >= :sure::real
                        returning document_id
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("topic", topic)
                .param("sure", sure)
                .param("now", Times.column(now))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    boolean anyOfRules(UUID owner, UUID document) {
        return jdbc.sql("""
                        select exists (
                            select from document_topics
                            where document_id = :document and owner_id = :owner and state = 'suggested'
                                and provider = 'rule')
                        """)
                .param("document", document)
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    /** A rule's suggestion takes the place of a provider's. */
    List<UUID> suggestByRules(UUID owner, UUID document, List<RuleLabel> labels, Instant now) {
        return byRules("""
                select d.id, t.id, :owner, 'suggested', l.id, 'rule', 1, nullif(l.evidence, ''), null::timestamptz, null,
                    :now::timestamptz
                """, """
                where document_topics.state = 'suggested'
                    and (document_topics.provider, document_topics.evidence)
                        is distinct from ('rule', excluded.evidence)
                """, owner, document, labels, now);
    }

    void fileByRule(UUID owner, UUID document, RuleLabel label, Instant now) {
        byRules("""
                select d.id, t.id, :owner, 'confirmed', l.id, 'rule', 1, nullif(l.evidence, ''), :now::timestamptz,
                    'rule', :now::timestamptz
                """, "where document_topics.state = 'suggested'", owner, document, List.of(label), now);
    }

    /** A rule's word as it travels to the database. */
    private record Said(UUID id, UUID topic, String evidence) {}

    private List<UUID> byRules(
            String row, String where, UUID owner, UUID document, List<RuleLabel> labels, Instant now) {
        List<Said> said = labels.stream()
                .map(label -> new Said(Ids.next(), label.topicId(), label.evidence()))
                .toList();
        return jdbc.sql("""
                        insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, provider,
                            confidence, evidence, decided_at, decided_by, created_at)
                        %s
                        from jsonb_to_recordset(:said::jsonb) as l (id uuid, topic uuid, evidence text)
                        join topics t on t.id = l.topic and t.owner_id = :owner
                        join documents d on d.id = :document and d.owner_id = :owner and d.trashed_at is null
                        on conflict (document_id, topic_id) do update set state = excluded.state, run_id = null,
                            provider = excluded.provider, confidence = excluded.confidence,
                            evidence = excluded.evidence, words = null, decided_at = excluded.decided_at,
                            decided_by = excluded.decided_by
                        %s
                        returning topic_id
                        """.formatted(row, where))
                .param("owner", owner)
                .param("document", document)
                .param("said", json.writeValueAsString(said))
                .param("now", Times.column(now))
                .query((result, _) -> result.getObject(1, UUID.class))
                .list();
    }

    /** Those of these labels that nobody has decided about yet. */
    List<RuleLabel> unfiled(UUID owner, UUID document, List<RuleLabel> labels) {
        if (labels.isEmpty()) {
            return List.of();
        }
        List<UUID> decided = jdbc.sql("""
                        select topic_id from document_topics
                        where document_id = :document and owner_id = :owner and state <> 'suggested'
                        """)
                .param("document", document)
                .param("owner", owner)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        return labels.stream()
                .filter(label -> !decided.contains(label.topicId()))
                .toList();
    }

    /** Takes away what rules suggested, but for these topics. */
    boolean dropOfRules(UUID owner, UUID document, Collection<UUID> topics) {
        return jdbc.sql("""
                        delete from document_topics
                        where document_id = :document and owner_id = :owner and state = 'suggested'
                            and provider = 'rule' and not topic_id = any(:topics::uuid[])
                        """)
                        .param("document", document)
                        .param("owner", owner)
                        .param("topics", UuidArray.of(topics))
                        .update()
                > 0;
    }
}

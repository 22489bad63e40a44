package io.docuvault.classification;

import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ProposalRepository {

    /** What became of a proposal. */
    enum State {
        OPEN,
        REJECTED,
        /** A topic was made of it, or it was found to be one. */
        SETTLED;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param topicId what it was settled as; null also when that topic is gone */
    record Row(UUID id, String name, State state, @Nullable UUID topicId) {}

    /** One that waits, with how many documents outside the trash it would hold. */
    record Waiting(UUID id, String name, long documents, Instant createdAt) {}

    record Rejected(UUID id, String name, Instant rejectedAt) {}

    /** Why a document is held by a proposal. */
    record Reason(UUID proposalId, UUID documentId, UUID runId, String provider, String evidence) {}

    /** A topic's name or alias as it is compared. */
    record TopicKey(UUID topicId, NameKey key) {}

    /** How much a topic's name is like a proposal's, between 0 and 1. */
    record Likeness(UUID proposalId, UUID topicId, double similarity) {}

    private final JdbcClient jdbc;

    ProposalRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The proposal that a name was taken for before. */
    Optional<Row> named(UUID owner, NameKey key) {
        return jdbc.sql("""
                        select p.id, p.name, p.state, p.topic_id
                        from topic_proposal_names n join topic_proposals p on p.id = n.proposal_id
                        where n.owner_id = :owner and (n.words = :words or n.compact = :compact)
                        order by (n.words = :words) desc, p.id
                        limit 1
                        """)
                .param("owner", owner)
                .param("words", key.words())
                .param("compact", key.compact())
                .query(ProposalRepository::row)
                .optional();
    }

    /** A name of a proposal. */
    record Named(Row proposal, NameKey key) {}

    /** Names of proposals that wait and look like this one, most alike first. */
    List<Named> like(UUID owner, NameKey key, int most) {
        return jdbc.sql("""
                        select p.id, p.name, p.state, p.topic_id, n.words, n.compact
                        from topic_proposal_names n join topic_proposals p on p.id = n.proposal_id
                        where n.owner_id = :owner and p.state = 'open'
                            and greatest(similarity(n.words, :words), similarity(n.compact, :compact)) >= 0.4
                        order by greatest(similarity(n.words, :words), similarity(n.compact, :compact)) desc, p.id
                        limit :most
                        """)
                .param("owner", owner)
                .param("words", key.words())
                .param("compact", key.compact())
                .param("most", most)
                .query((row, index) ->
                        new Named(row(row, index), new NameKey(row.getString("words"), row.getString("compact"))))
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("name"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("topic_id", UUID.class));
    }

    /** False if somebody else has just made one of this name. */
    boolean insert(UUID owner, UUID id, String name, NameKey key, Instant now) {
        jdbc.sql("""
                        insert into topic_proposals (id, owner_id, name, state, created_at)
                        values (:id, :owner, :name, 'open', :now)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("name", name)
                .param("now", Times.column(now))
                .update();
        if (addName(owner, id, key)) {
            return true;
        }
        jdbc.sql("delete from topic_proposals where id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .update();
        return false;
    }

    /** False if the name has been taken for another one meanwhile. */
    boolean addName(UUID owner, UUID proposal, NameKey key) {
        return jdbc.sql("""
                        insert into topic_proposal_names (owner_id, words, compact, proposal_id)
                        values (:owner, :words, :compact, :proposal)
                        on conflict (owner_id, words) do nothing
                        """)
                        .param("owner", owner)
                        .param("words", key.words())
                        .param("compact", key.compact())
                        .param("proposal", proposal)
                        .update()
                > 0;
    }

    /** The proposals that a document speaks for, from now on; settled ones are left alone. */
    boolean replaceReasons(UUID owner, UUID document, List<Reason> reasons, Instant now) {
        int removed = jdbc.sql("""
                        delete from topic_proposal_documents m using topic_proposals p
                        where m.document_id = :document and m.owner_id = :owner and p.id = m.proposal_id
                            and p.state <> 'settled' and not m.proposal_id = any(:proposals::uuid[])
                        """)
                .param("owner", owner)
                .param("document", document)
                .param(
                        "proposals",
                        UuidArray.of(reasons.stream().map(Reason::proposalId).toList()))
                .update();
        int added = reasons.isEmpty()
                ? 0
                : jdbc.sql("""
                        insert into topic_proposal_documents
                            (proposal_id, document_id, owner_id, run_id, provider, evidence, created_at)
                        select r.proposal, :document, :owner, r.run, r.provider, r.evidence, :now
                        from unnest(:proposals::uuid[], :runs::uuid[], :providers::text[], :evidences::text[])
                            as r (proposal, run, provider, evidence)
                        on conflict (proposal_id, document_id) do update set run_id = excluded.run_id,
                            provider = excluded.provider, evidence = excluded.evidence
                        """)
                        .param("owner", owner)
                        .param("document", document)
                        .param(
                                "proposals",
                                UuidArray.of(
                                        reasons.stream().map(Reason::proposalId).toList()))
                        .param(
                                "runs",
                                UuidArray.of(reasons.stream().map(Reason::runId).toList()))
                        .param(
                                "providers",
                                reasons.stream().map(Reason::provider).toArray(String[]::new))
                        .param(
                                "evidences",
                                reasons.stream().map(Reason::evidence).toArray(String[]::new))
                        .param("now", Times.column(now))
                        .update();
        return removed + added > 0;
    }

    /**
     * Those that wait, with the most documents first; without those that a topic is called like by now. The trash is small
     * beside the rest: all documents are counted from the index, and those in the trash are taken off.
     *
     * @param after the documents and the id of the last one of the page before
     */
    List<Waiting> waiting(UUID owner, List<TopicKey> topics, @Nullable Waiting after, int limit) {
        return jdbc.sql("""
                        with held as (
                            select proposal_id, sum(n) as documents
                            from (
                                select proposal_id, count(*) as n from topic_proposal_documents
                                where owner_id = :owner group by proposal_id
                                union all
                                select m.proposal_id, -count(*)
                                from documents d join topic_proposal_documents m on m.document_id = d.id
                                where d.owner_id = :owner and d.trashed_at is not null
                                group by m.proposal_id
                            ) counted
                            group by proposal_id
                        )
                        select p.id, p.name, held.documents, p.created_at
                        from topic_proposals p join held on held.proposal_id = p.id
                        where p.owner_id = :owner and p.state = 'open' and held.documents > 0
                            and not exists (
                                select 1 from topic_proposal_names n
                                where n.proposal_id = p.id
                                    and (n.words = any(:words::text[]) or n.compact = any(:compacts::text[])))
                            and (:afterDocuments::bigint is null
                                or (held.documents, p.id) < (:afterDocuments::bigint, :afterId::uuid))
                        order by held.documents desc, p.id desc
                        limit :limit
                        """)
                .param("owner", owner)
                .param(
                        "words",
                        topics.stream().map(topic -> topic.key().words()).toArray(String[]::new))
                .param(
                        "compacts",
                        topics.stream().map(topic -> topic.key().compact()).toArray(String[]::new))
                .param("afterDocuments", after == null ? null : after.documents())
                .param("afterId", after == null ? null : after.id())
                .param("limit", limit)
                .query((row, _) -> new Waiting(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getLong("documents"),
                        Times.instant(row, "created_at")))
                .list();
    }

    /** The topic that each proposal's name is most like, if it is much like one: by its letters, or as a part of it. */
    List<Likeness> similar(UUID owner, Collection<UUID> proposals, List<TopicKey> topics) {
        return jdbc.sql("""
                        select proposal_id, topic_id, similarity
                        from (
                            select distinct on (n.proposal_id) n.proposal_id, t.topic_id,
                                greatest(similarity(n.words, t.words), similarity(n.compact, t.compact),
                                    0.8 * word_similarity(t.words, n.words), 0.8 * word_similarity(n.words, t.words))
                                    as similarity
                            from topic_proposal_names n
                            cross join unnest(:topics::uuid[], :words::text[], :compacts::text[])
                                as t (topic_id, words, compact)
                            where n.owner_id = :owner and n.proposal_id = any(:proposals::uuid[])
                            order by n.proposal_id, similarity desc, t.topic_id
                        ) most
                        where similarity >= 0.6
                        """)
                .param("owner", owner)
                .param("proposals", UuidArray.of(proposals))
                .param(
                        "topics",
                        UuidArray.of(topics.stream().map(TopicKey::topicId).toList()))
                .param(
                        "words",
                        topics.stream().map(topic -> topic.key().words()).toArray(String[]::new))
                .param(
                        "compacts",
                        topics.stream().map(topic -> topic.key().compact()).toArray(String[]::new))
                .query((row, _) -> new Likeness(
                        row.getObject("proposal_id", UUID.class),
                        row.getObject("topic_id", UUID.class),
                        row.getDouble("similarity")))
                .list();
    }

    /** The newest documents outside the trash of each proposal. */
    List<Reason> examples(UUID owner, Collection<UUID> proposals, int each) {
        return jdbc.sql("""
                        select e.proposal_id, e.document_id, e.run_id, e.provider, e.evidence
                        from unnest(:proposals::uuid[]) with ordinality as wanted (id, place)
                        cross join lateral (
                            select m.proposal_id, m.document_id, m.run_id, m.provider, m.evidence
                            from topic_proposal_documents m join documents d on d.id = m.document_id
                            where m.owner_id = :owner and m.proposal_id = wanted.id and d.trashed_at is null
                            order by m.document_id desc limit :each
                        ) e
                        order by wanted.place, e.document_id desc
                        """)
                .param("owner", owner)
                .param("proposals", UuidArray.of(proposals))
                .param("each", each)
                .query(ProposalRepository::reason)
                .list();
    }

    /** The documents of a proposal, newest first; not those in the trash. */
    List<Reason> documents(UUID owner, UUID proposal, @Nullable UUID before, int limit) {
        return jdbc.sql("""
                        select m.proposal_id, m.document_id, m.run_id, m.provider, m.evidence
                        from topic_proposal_documents m join documents d on d.id = m.document_id
                        where m.owner_id = :owner and m.proposal_id = :proposal and d.trashed_at is null
                            and (:before::uuid is null or m.document_id < :before)
                        order by m.document_id desc
                        limit :limit
                        """)
                .param("owner", owner)
                .param("proposal", proposal)
                .param("before", before)
                .param("limit", limit)
                .query(ProposalRepository::reason)
                .list();
    }

    /** All documents of a proposal, also those in the trash. */
    List<Reason> documents(UUID owner, UUID proposal) {
        return jdbc.sql("""
                        select proposal_id, document_id, run_id, provider, evidence from topic_proposal_documents
                        where owner_id = :owner and proposal_id = :proposal
                        """)
                .param("owner", owner)
                .param("proposal", proposal)
                .query(ProposalRepository::reason)
                .list();
    }

    private static Reason reason(ResultSet row, int index) throws SQLException {
        return new Reason(
                row.getObject("proposal_id", UUID.class),
                row.getObject("document_id", UUID.class),
                row.getObject("run_id", UUID.class),
                row.getString("provider"),
                row.getString("evidence"));
    }

    Optional<Row> find(UUID owner, UUID id) {
        return jdbc.sql("select id, name, state, topic_id from topic_proposals where id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .query(ProposalRepository::row)
                .optional();
    }

    /** False if it is not in that state (any more). */
    boolean decide(UUID owner, UUID id, State from, State to, @Nullable UUID topic, Instant now) {
        return jdbc.sql("""
                        update topic_proposals set state = :to, topic_id = :topic,
                            decided_at = case when :to <> 'open' then :now::timestamptz end
                        where id = :id and owner_id = :owner and state = :from
                        """)
                        .param("id", id)
                        .param("owner", owner)
                        .param("from", from.column())
                        .param("to", to.column())
                        .param("topic", topic)
                        .param("now", Times.column(now))
                        .update()
                > 0;
    }

    /** Latest first. */
    List<Rejected> rejected(UUID owner, @Nullable Rejected after, int limit) {
        return jdbc.sql("""
                        select id, name, decided_at from topic_proposals
                        where owner_id = :owner and state = 'rejected'
                            and (:afterTime::timestamptz is null or (decided_at, id) < (:afterTime::timestamptz, :afterId))
                        order by decided_at desc, id desc
                        limit :limit
                        """)
                .param("owner", owner)
                .param("afterTime", after == null ? null : Times.column(after.rejectedAt()))
                .param("afterId", after == null ? null : after.id())
                .param("limit", limit)
                .query((row, _) -> new Rejected(
                        row.getObject("id", UUID.class), row.getString("name"), Times.instant(row, "decided_at")))
                .list();
    }
}

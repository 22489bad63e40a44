package io.docuvault.documents;

import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a classifier reads of documents, those in the trash left out. */
@Service
@Transactional(readOnly = true)
public class DocumentTexts {

    /** Longer texts are cut to this much of their beginning... */
    private static final int HEAD = 16_000;
    /** ... and this much of their end. */
    private static final int TAIL = 4_000;

    private final JdbcClient jdbc;

    DocumentTexts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<ReadDocument> read(UUID owner, UUID document) {
        return read(owner, List.of(document)).stream().findAny();
    }

    /** These documents in the order of the ids; those that are gone are left out. */
    public List<ReadDocument> read(UUID owner, Collection<UUID> documents) {
        Map<UUID, Set<UUID>> confirmed = new HashMap<>();
        Map<UUID, Set<UUID>> rejected = new HashMap<>();
        readDecisions(owner, documents, confirmed, rejected);
        return jdbc.sql("""
                        select d.id, d.name, d.language,
                            case when d.title_chosen then d.title else coalesce(d.read_title, d.title) end as title,
                            coalesce(left(first.content, :head), '') as head,
                            case when length(first.content) > :head or last.chunk > 0 then
                                (select right(string_agg(ending.content, '' order by ending.chunk), :tail)
                                    from document_texts ending
                                    where ending.document_id = d.id and ending.chunk > last.chunk - 2)
                            end as tail
                        from unnest(:documents::uuid[]) with ordinality as wanted (id, place)
                        join documents d on d.id = wanted.id
                        left join document_texts first on first.document_id = d.id and first.chunk = 0
                        left join lateral (
                            select chunk from document_texts where document_id = d.id order by chunk desc limit 1
                        ) last on true
                        where d.owner_id = :owner and d.trashed_at is null
                        order by wanted.place
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("head", HEAD)
                .param("tail", TAIL)
                .query((row, _) -> {
                    UUID id = row.getObject("id", UUID.class);
                    String tail = row.getString("tail");
                    return new ReadDocument(
                            id,
                            row.getString("title"),
                            row.getString("name"),
                            row.getString("language"),
                            tail == null ? row.getString("head") : row.getString("head") + "\n" + tail,
                            confirmed.getOrDefault(id, Set.of()),
                            rejected.getOrDefault(id, Set.of()));
                })
                .list();
    }

    /** The beginning of a document's text, of a usual one all of it; about so many characters at the most. */
    public String beginning(UUID owner, UUID document, int most) {
        return beginnings(owner, List.of(document), most).getOrDefault(document, "");
    }

    /** As {@link #beginning}, of those documents that have a text. */
    public Map<UUID, String> beginnings(UUID owner, Collection<UUID> documents, int most) {
        Map<UUID, String> texts = new HashMap<>();
        jdbc.sql("""
                        select document_id, string_agg(content, '' order by chunk) as content from document_texts
                        where document_id = any(:documents::uuid[]) and owner_id = :owner and chunk < :chunks
                        group by document_id
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .param("chunks", Math.max(1, most / SearchIndex.CHUNK))
                .query(row -> {
                    texts.put(row.getObject("document_id", UUID.class), row.getString("content"));
                });
        return texts;
    }

    private void readDecisions(
            UUID owner, Collection<UUID> documents, Map<UUID, Set<UUID>> confirmed, Map<UUID, Set<UUID>> rejected) {
        jdbc.sql("""
                        select document_id, topic_id, state from document_topics
                        where document_id = any(:documents::uuid[]) and owner_id = :owner and decided_by = 'person'
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .query(row -> {
                    ("confirmed".equals(row.getString("state")) ? confirmed : rejected)
                            .computeIfAbsent(row.getObject("document_id", UUID.class), _ -> new HashSet<>())
                            .add(row.getObject("topic_id", UUID.class));
                });
    }

    /** Whether there is such a document, be it in the trash. */
    public boolean exists(UUID owner, UUID document) {
        return jdbc.sql("select 1 from documents where id = :document and owner_id = :owner")
                .param("document", document)
                .param("owner", owner)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * Documents that a person has decided about, latest decision first.
     *
     * @param perTopic how many of the latest confirmed, and how many of the latest rejected, each topic contributes
     * @param most how many in all
     */
    public List<UUID> decided(UUID owner, int perTopic, int most) {
        return jdbc.sql("""
                        select decided.document_id
                        from topics t
                        cross join (values ('confirmed'), ('rejected')) as states (state)
                        cross join lateral (
                            select document_id, decided_at from document_topics
                            where owner_id = :owner and topic_id = t.id and state = states.state and decided_by = 'person'
                            order by decided_at desc
                            limit :perTopic
                        ) decided
                        join documents d on d.id = decided.document_id
                        where t.owner_id = :owner and d.trashed_at is null and d.text_length > 0
                            -- Of what nobody has decided about it cannot be learnt that it is wrong either.
                            and not exists (
                                select 1 from document_topics l
                                where l.document_id = d.id and l.decided_by in ('automatic', 'rule'))
                        group by decided.document_id
                        order by max(decided.decided_at) desc, decided.document_id
                        limit :most
                        """)
                .param("owner", owner)
                .param("perTopic", perTopic)
                .param("most", most)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** Who each of these documents is from: its correspondent, and what its file says; those without either are left out. */
    public Map<UUID, String> senders(UUID owner, Collection<UUID> documents) {
        Map<UUID, String> senders = new HashMap<>();
        jdbc.sql("""
                        select id, concat_ws(' ', correspondent, author) as sender from documents
                        where id = any(:documents::uuid[]) and owner_id = :owner
                            and (correspondent is not null or author is not null)
                        """)
                .param("owner", owner)
                .param("documents", UuidArray.of(documents))
                .query(row -> {
                    senders.put(row.getObject("id", UUID.class), row.getString("sender"));
                });
        return senders;
    }

    /** The newest documents outside the trash. */
    public List<UUID> newest(UUID owner, int most) {
        return jdbc.sql("""
                        select id from documents where owner_id = :owner and trashed_at is null
                        order by created_at desc, id desc
                        limit :most
                        """)
                .param("owner", owner)
                .param("most", most)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** Where a document stands among its owner's. */
    public record Place(Instant createdAt, UUID id) {}

    /** Documents outside the trash that have been read, oldest first: those after one, or the first. */
    public List<Place> after(UUID owner, @Nullable Place after, int limit) {
        return jdbc.sql("""
                        select created_at, id from documents
                        where owner_id = :owner and trashed_at is null and status = 'ready'
                            and (created_at, id) > (:createdAt, :id)
                        order by created_at, id
                        limit :limit
                        """)
                .param("owner", owner)
                .param("createdAt", Times.column(after == null ? Instant.EPOCH : after.createdAt()))
                .param("id", after == null ? new UUID(0, 0) : after.id())
                .param("limit", limit)
                .query((row, _) -> new Place(Times.instant(row, "created_at"), row.getObject("id", UUID.class)))
                .list();
    }

    /** Documents with text and without a confirmed topic, newest first. */
    public List<UUID> unsorted(UUID owner, int most) {
        return jdbc.sql("""
                        select d.id from documents d
                        where d.owner_id = :owner and d.trashed_at is null and d.status = 'ready' and d.text_length > 0
                            and not exists (
                                select 1 from document_topics t where t.document_id = d.id and t.state = 'confirmed')
                        order by d.created_at desc, d.id desc
                        limit :most
                        """)
                .param("owner", owner)
                .param("most", most)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }
}

package io.docuvault.portability;

import io.docuvault.shared.UuidArray;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what an export says, already as the JSON that it becomes; in the transaction of its owner. */
@Repository
class FactsRepository {

    private final JdbcClient jdbc;

    FactsRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Owner(UUID id, String email) {}

    Optional<Owner> owner(String email) {
        return jdbc.sql("select id, email from users where email_key = lower(:email) and deleted_at is null")
                .param("email", email.strip())
                .query(Owner.class)
                .optional();
    }

    /** As {@link #documents}: the users after one, a few at a time. */
    List<Owner> owners(UUID after, int limit) {
        return jdbc.sql("select id, email from users where id > :after and deleted_at is null order by id limit :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> new Owner(row.getObject(1, UUID.class), row.getString(2)))
                .list();
    }

    String account(UUID owner) {
        return jdbc.sql("""
                        select json_build_object('email', email, 'displayName', display_name, 'language', language,
                            'timeZone', time_zone)::text
                        from users where id = :owner
                        """).param("owner", owner).query(String.class).single();
    }

    /** Those above others first. */
    List<String> topics(UUID owner) {
        return jdbc.sql("""
                        with recursive tree as (
                            select t.*, array[t.name] as path from topics t
                            where t.owner_id = :owner and t.parent_id is null
                            union all
                            select t.*, tree.path || t.name from topics t join tree on t.parent_id = tree.id
                            where t.owner_id = :owner
                        )
                        select json_build_object('id', id, 'path', path, 'description', description, 'color', color,
                            'aliases', aliases, 'policy', policy, 'automatic', automatic,
                            'rules', (select coalesce(json_agg(json_build_object('field', field, 'match', match,
                                    'pattern', pattern, 'action', action) order by r.id), '[]'::json)
                                from topic_rules r where r.owner_id = :owner and r.topic_id = tree.id))::text
                        from tree order by cardinality(path), path
                        """)
                .param("owner", owner)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /** A document and the day that it stands under. */
    record Place(UUID id, LocalDate filedOn) {}

    /** All documents in the order of their days, as they are now: a day may change while they are written. */
    List<Place> order(UUID owner) {
        return jdbc.sql("select id, filed_on from documents where owner_id = :owner order by filed_on, id")
                .param("owner", owner)
                .query((row, _) ->
                        new Place(row.getObject("id", UUID.class), row.getObject("filed_on", LocalDate.class)))
                .list();
    }

    record Row(
            UUID id,
            String title,
            String name,
            String store,
            String blobRef,
            long sizeBytes,
            boolean trashed,
            String facts) {}

    /** Those of these documents that are still there. */
    List<Row> documents(UUID owner, List<UUID> ids) {
        return jdbc.sql("""
                        select d.id, d.title, d.name, d.store, d.blob_ref, d.size_bytes,
                            d.trashed_at is not null as trashed,
                            json_build_object('id', d.id, 'name', d.name, 'mediaType', d.media_type,
                                'size', d.size_bytes, 'sha256', encode(d.sha256, 'hex'),
                                'title', d.title, 'titleChosen', d.title_chosen,
                                'date', d.document_date, 'dateChosen', d.date_chosen,
                                'correspondent', d.correspondent, 'correspondentChosen', d.correspondent_chosen,
                                'summary', d.summary, 'language', d.language, 'pages', d.pages, 'author', d.author,
                                'aiPolicy', (select p.policy from document_ai_policies p where p.document_id = d.id),
                                'added', d.created_at, 'changed', d.updated_at, 'trashed', d.trashed_at,
                                'topics', (select coalesce(json_agg(json_build_object('topic', t.topic_id,
                                        'state', t.state, 'decidedBy', t.decided_by, 'decided', t.decided_at,
                                        'provider', t.provider, 'confidence', t.confidence, 'evidence', t.evidence)
                                        order by t.topic_id), '[]'::json)
                                    from document_topics t where t.document_id = d.id))::text as facts
                        from documents d
                        where d.owner_id = :owner and d.id = any(:ids::uuid[])
                        """)
                .param("owner", owner)
                .param("ids", UuidArray.of(ids))
                .query((row, _) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getString("title"),
                        row.getString("name"),
                        row.getString("store"),
                        row.getString("blob_ref"),
                        row.getLong("size_bytes"),
                        row.getBoolean("trashed"),
                        row.getString("facts")))
                .list();
    }
}

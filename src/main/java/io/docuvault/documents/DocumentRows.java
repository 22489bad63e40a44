package io.docuvault.documents;

import io.docuvault.documents.DocumentSummary.Problem;
import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
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

/** Reads documents; none of its queries touches a document's text. Topics are filled in by {@link Documents}. */
@Repository
class DocumentRows {

    private static final String SUMMARY = """
            d.id, d.title, d.name, d.media_type, d.kind, d.size_bytes, d.status, d.step, d.problem_code,
            d.problem_detail, d.pages, d.language, d.document_date, d.correspondent, d.created_at, d.updated_at,
            d.trashed_at, d.has_thumbnail, d.connection_id""";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    DocumentRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A row and the value that it was ordered by. */
    record Listed(DocumentSummary document, String key) {}

    List<Listed> list(DocumentFilter filter, DocumentSort sort, DocumentSort.@Nullable Place after, int limit) {
        String behind = after == null ? "" : " and " + sort.after();
        JdbcClient.StatementSpec query = jdbc.sql("select " + SUMMARY + ", " + sort.keyColumn()
                        + " as sort_key from documents d where " + filter.conditions() + behind + " order by "
                        + sort.orderBy() + " limit :limit")
                .params(filter.parameters())
                .param("limit", limit);
        if (after != null) {
            query = query.param("key", after.key()).param("id", after.id());
        }
        return query.query((row, index) -> new Listed(summary(row, index), row.getString("sort_key")))
                .list();
    }

    /** Those of these documents that are the owner's and not in the trash, in the order of the ids. */
    List<UUID> present(UUID owner, Collection<UUID> ids) {
        return jdbc.sql("""
                        select id from documents
                        where id = any(:ids::uuid[]) and owner_id = :owner and trashed_at is null
                        order by id
                        """)
                .param("ids", UuidArray.of(ids))
                .param("owner", owner)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** All that a filter shows outside the trash, in the order of the ids. */
    List<UUID> ids(DocumentFilter filter, int most) {
        return jdbc.sql("select d.id from documents d where " + filter.conditions()
                        + " and d.trashed_at is null order by d.id limit :most")
                .params(filter.parameters())
                .param("most", most)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /** The summaries of documents in the order of their ids; those that are not the owner's are left out. */
    List<DocumentSummary> summaries(UUID owner, Collection<UUID> ids) {
        Map<UUID, DocumentSummary> found = jdbc
                .sql("select " + SUMMARY + " from documents d where d.id = any(:ids::uuid[]) and d.owner_id = :owner")
                .param("ids", UuidArray.of(ids))
                .param("owner", owner)
                .query(DocumentRows::summary)
                .list()
                .stream()
                .collect(Collectors.toMap(DocumentSummary::id, Function.identity()));
        List<DocumentSummary> inOrder = new ArrayList<>();
        for (UUID id : ids) {
            DocumentSummary summary = found.get(id);
            if (summary != null) {
                inOrder.add(summary);
            }
        }
        return inOrder;
    }

    Optional<Document> find(UUID owner, UUID id) {
        return jdbc.sql("select " + SUMMARY + """
                        , d.summary, d.title_chosen, d.date_chosen, d.correspondent_chosen,
                            encode(d.sha256, 'hex') as sha256, d.author, d.metadata, d.text_length, d.version
                        from documents d where d.id = :id and d.owner_id = :owner
                        """)
                .param("id", id)
                .param("owner", owner)
                .query((row, index) -> new Document(
                        summary(row, index),
                        row.getString("summary"),
                        row.getBoolean("title_chosen"),
                        row.getBoolean("date_chosen"),
                        row.getBoolean("correspondent_chosen"),
                        row.getString("sha256"),
                        row.getString("author"),
                        json.readValue(row.getString("metadata"), new TypeReference<Map<String, String>>() {}),
                        row.getInt("text_length"),
                        row.getLong("version"),
                        null,
                        null))
                .optional();
    }

    /** Another document with the same bytes; one outside the trash rather than one in it. */
    Optional<Same> findSame(UUID owner, String sha256, UUID except) {
        return jdbc.sql("""
                        select id, trashed_at is not null as trashed from documents
                        where owner_id = :owner and sha256 = decode(:sha256, 'hex') and id <> :except
                        order by trashed_at nulls first, id limit 1
                        """)
                .param("owner", owner)
                .param("sha256", sha256)
                .param("except", except)
                .query(Same.class)
                .optional();
    }

    record Same(UUID id, boolean trashed) {}

    List<Count> facets(DocumentFilter filter) {
        return jdbc.sql("""
                        with hits as materialized (
                            select d.id, d.kind, d.status, d.connection_id, d.correspondent, d.correspondent_key
                            from documents d where %s
                        ),
                        labels as materialized (
                            select t.document_id, t.topic_id from document_topics t join hits on hits.id = t.document_id
                            where t.owner_id = :owner and t.state in ('confirmed', 'suggested')
                        )
                        select 'total' as facet, '' as value, count(*) as count from hits
                        union all select 'type', kind, count(*) from hits group by kind
                        union all select 'status', status, count(*) from hits group by status
                        union all select 'connection', coalesce(connection_id, '%s')::text, count(*)
                            from hits group by connection_id
                        union all select 'topic', topic_id::text, count(*) from labels group by topic_id
                        union all (
                            select 'correspondent', max(correspondent), count(*) from hits
                            where correspondent_key is not null
                            group by correspondent_key order by count(*) desc, correspondent_key limit 50
                        )
                        union all select 'withTopic', '', count(distinct document_id) from labels
                        union all select 'trashed', '', count(*) from documents
                            where owner_id = :owner and trashed_at is not null
                        """.formatted(filter.conditions(), Uploads.OWN_STORE))
                .params(filter.parameters())
                .query((row, _) -> new Count(row.getString("facet"), row.getString("value"), row.getLong("count")))
                .list();
    }

    record Count(String facet, String value, long count) {}

    private static DocumentSummary summary(ResultSet row, int index) throws SQLException {
        String problem = row.getString("problem_code");
        return new DocumentSummary(
                row.getObject("id", UUID.class),
                row.getString("title"),
                row.getString("name"),
                row.getString("media_type"),
                DocumentKind.ofColumn(row.getString("kind")),
                row.getLong("size_bytes"),
                DocumentStatus.ofColumn(row.getString("status")),
                DocumentStep.ofColumn(row.getString("step")),
                problem == null ? null : new Problem(problem, row.getString("problem_detail")),
                row.getObject("pages", Integer.class),
                row.getString("language"),
                row.getObject("document_date", LocalDate.class),
                row.getString("correspondent"),
                Times.instant(row, "created_at"),
                Times.instant(row, "updated_at"),
                Times.optionalInstant(row, "trashed_at"),
                row.getBoolean("has_thumbnail"),
                row.getObject("connection_id", UUID.class),
                List.of());
    }
}

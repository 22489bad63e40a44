package io.docuvault.documents;

import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Changes documents, in the caller's transaction; each change counts as a new version and is told to open browsers. */
@Repository
class DocumentWriter {

    private static final String TOUCH = " version = version + 1, updated_at = :now ";
    private static final String CHANGED = " returning id, status, step";

    private final JdbcClient jdbc;
    private final LiveEvents events;
    private final JsonMapper json;
    private final Clock clock;

    DocumentWriter(JdbcClient jdbc, LiveEvents events, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.json = json;
        this.clock = clock;
    }

    /** A document whose bytes have just been verified. */
    record NewDocument(
            UUID id,
            UUID owner,
            String store,
            String blobRef,
            String name,
            String title,
            boolean titleChosen,
            String mediaType,
            long size,
            String sha256) {}

    void insert(NewDocument document) {
        publish(
                document.owner(),
                jdbc.sql("""
                        insert into documents (id, owner_id, connection_id, store, blob_ref, name, title, read_title, title_chosen,
                            media_type, kind, size_bytes, sha256, status, step, created_at, updated_at)
                        values (:id, :owner, :connection, :store, :blobRef, :name, :title, :title, :titleChosen,
                            :mediaType, :kind,
                            :size, decode(:sha256, 'hex'), 'processing', 'extract', :now, :now)
                        """ + CHANGED)
                        .param("id", document.id())
                        .param("owner", document.owner())
                        .param("connection", connection(document.store()))
                        .param("store", document.store())
                        .param("blobRef", document.blobRef())
                        .param("name", document.name())
                        .param("title", document.title())
                        .param("titleChosen", document.titleChosen())
                        .param("mediaType", document.mediaType())
                        .param("kind", DocumentKind.of(document.mediaType()).column())
                        .param("size", document.size())
                        .param("sha256", document.sha256()));
    }

    /** The connection that a store is; null for one of the server's own. */
    static @Nullable UUID connection(String store) {
        try {
            return UUID.fromString(store);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /**
     * Lets a document point to a copy of its file and remembers the file before to be removed; false if the document is
     * not there any more, or its file not where it was.
     */
    boolean move(UUID owner, Stored document, String store, String blobRef) {
        List<UUID> moved = publish(
                owner,
                jdbc.sql("""
                        update documents set store = :store, connection_id = :connection, blob_ref = :blobRef,
                        """ + TOUCH + """
                        where id = :id and owner_id = :owner and store = :oldStore and blob_ref = :oldRef
                        """ + CHANGED)
                        .param("store", store)
                        .param("connection", connection(store))
                        .param("blobRef", blobRef)
                        .param("id", document.id())
                        .param("owner", owner)
                        .param("oldStore", document.store())
                        .param("oldRef", document.blobRef()));
        if (!moved.isEmpty()) {
            jdbc.sql("""
                            insert into blobs_to_delete (id, owner_id, store, connection_id, blob_ref, created_at)
                            values (:id, :owner, :store, :connection, :blobRef, :now)
                            """)
                    .param("id", Ids.next())
                    .param("owner", owner)
                    .param("store", document.store())
                    .param("connection", connection(document.store()))
                    .param("blobRef", document.blobRef())
                    .param("now", Times.column(clock.instant()))
                    .update();
        }
        return !moved.isEmpty();
    }

    /** What is needed to read a document's file, or to tell whether it may be changed. */
    record Stored(
            UUID id,
            String store,
            String blobRef,
            String name,
            String mediaType,
            long size,
            String sha256,
            @Nullable String language,
            Description description,
            long version,
            boolean trashed) {}

    /**
     * What a person or a model says about a document, and for each whether it was a person.
     *
     * @param summary never a person's
     */
    record Description(
            String title,
            boolean titleChosen,
            @Nullable LocalDate date,
            boolean dateChosen,
            @Nullable String correspondent,
            boolean correspondentChosen,
            @Nullable String summary) {

        Heading heading(String fileName) {
            return Heading.of(title, fileName, correspondent, summary);
        }
    }

    Optional<Stored> find(UUID owner, UUID id) {
        return select(owner, id, "");
    }

    /** As {@link #find}, and nobody else changes the document until the transaction ends. */
    Optional<Stored> lock(UUID owner, UUID id) {
        return select(owner, id, " for no key update");
    }

    private Optional<Stored> select(UUID owner, UUID id, String lock) {
        return jdbc.sql("""
                        select id, store, blob_ref, name, title, title_chosen, media_type, size_bytes,
                            encode(sha256, 'hex') as sha256, language, document_date, date_chosen, correspondent,
                            correspondent_chosen, summary, version, trashed_at is not null as trashed
                        from documents where id = :id and owner_id = :owner""" + lock)
                .param("id", id)
                .param("owner", owner)
                .query((row, _) -> new Stored(
                        row.getObject("id", UUID.class),
                        row.getString("store"),
                        row.getString("blob_ref"),
                        row.getString("name"),
                        row.getString("media_type"),
                        row.getLong("size_bytes"),
                        row.getString("sha256"),
                        row.getString("language"),
                        new Description(
                                row.getString("title"),
                                row.getBoolean("title_chosen"),
                                row.getObject("document_date", LocalDate.class),
                                row.getBoolean("date_chosen"),
                                row.getString("correspondent"),
                                row.getBoolean("correspondent_chosen"),
                                row.getString("summary")),
                        row.getLong("version"),
                        row.getBoolean("trashed")))
                .optional();
    }

    void describe(UUID owner, UUID id, Description description) {
        publish(
                owner,
                jdbc.sql("""
                        update documents set title = :title, title_chosen = :titleChosen, document_date = :date,
                            date_chosen = :dateChosen, correspondent = :correspondent,
                            correspondent_chosen = :correspondentChosen, summary = :summary,""" + TOUCH + "where id = :id and owner_id = :owner" + CHANGED)
                        .param("id", id)
                        .param("owner", owner)
                        .param("title", description.title())
                        .param("titleChosen", description.titleChosen())
                        .param("date", description.date())
                        .param("dateChosen", description.dateChosen())
                        .param("correspondent", description.correspondent())
                        .param("correspondentChosen", description.correspondentChosen())
                        .param("summary", description.summary()));
    }

    /**
     * What became of reading a document.
     *
     * @param readTitle what its file suggests as a title
     */
    record Reading(
            DocumentStatus status,
            @Nullable DocumentStep step,
            DocumentSummary.@Nullable Problem problem,
            String mediaType,
            String title,
            String readTitle,
            @Nullable LocalDate date,
            @Nullable Integer pages,
            @Nullable String language,
            @Nullable String author,
            java.util.Map<String, String> metadata,
            int textLength,
            boolean hasThumbnail) {}

    void read(UUID owner, UUID id, Reading reading) {
        publish(
                owner,
                jdbc.sql("""
                        update documents set status = :status, step = :step, problem_code = :problem,
                            problem_detail = :problemDetail, media_type = :mediaType, kind = :kind, title = :title,
                            read_title = :readTitle, document_date = :date, pages = :pages, language = :language, author = :author,
                            metadata = :metadata::jsonb, text_length = :textLength, has_thumbnail = :hasThumbnail,
                        """ + TOUCH + "where id = :id and owner_id = :owner" + CHANGED)
                        .param("id", id)
                        .param("owner", owner)
                        .param("status", reading.status().column())
                        .param("step", reading.step() == null ? null : "classify")
                        .param(
                                "problem",
                                reading.problem() == null
                                        ? null
                                        : reading.problem().code())
                        .param(
                                "problemDetail",
                                reading.problem() == null
                                        ? null
                                        : reading.problem().detail())
                        .param("mediaType", reading.mediaType())
                        .param("kind", DocumentKind.of(reading.mediaType()).column())
                        .param("title", reading.title())
                        .param("readTitle", reading.readTitle())
                        .param("date", reading.date())
                        .param("pages", reading.pages())
                        .param("language", reading.language())
                        .param("author", reading.author())
                        .param("metadata", json.writeValueAsString(reading.metadata()))
                        .param("textLength", reading.textLength())
                        .param("hasThumbnail", reading.hasThumbnail()));
    }

    /** Ends reading with a problem; only a document that is being read, so that an old failure changes nothing. */
    void end(UUID owner, UUID id, DocumentStatus status, DocumentSummary.Problem problem) {
        publish(
                owner,
                jdbc.sql("""
                        update documents set status = :status, step = null, problem_code = :problem,
                            problem_detail = :problemDetail,""" + TOUCH + "where id = :id and owner_id = :owner and status = 'processing'" + CHANGED)
                        .param("id", id)
                        .param("owner", owner)
                        .param("status", status.column())
                        .param("problem", problem.code())
                        .param("problemDetail", problem.detail()));
    }

    void putThumbnail(UUID owner, UUID id, String mediaType, byte[] bytes) {
        jdbc.sql("""
                        insert into document_thumbnails (document_id, owner_id, media_type, bytes)
                        values (:id, :owner, :mediaType, :bytes)
                        on conflict (document_id) do update set media_type = excluded.media_type, bytes = excluded.bytes
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("mediaType", mediaType)
                .param("bytes", bytes)
                .update();
    }

    void deleteThumbnail(UUID owner, UUID id) {
        jdbc.sql("delete from document_thumbnails where document_id = :id and owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    List<UUID> trash(UUID owner, Collection<UUID> ids) {
        return change(owner, ids, "trashed_at = :now,", "trashed_at is null");
    }

    List<UUID> restore(UUID owner, Collection<UUID> ids) {
        return change(owner, ids, "trashed_at = null,", "trashed_at is not null");
    }

    /** Makes documents that could not be read wait to be read again. */
    List<UUID> startReading(UUID owner, Collection<UUID> ids) {
        return change(
                owner,
                ids,
                "status = 'processing', step = 'extract', problem_code = null, problem_detail = null,",
                "status in ('needs_text', 'quarantined', 'failed') and trashed_at is null");
    }

    List<UUID> startClassifying(UUID owner, Collection<UUID> ids) {
        return change(owner, ids, "step = 'classify',", "status = 'ready' and text_length > 0 and trashed_at is null");
    }

    /** Rows are locked in the order of their ids, so that two such changes never wait for each other in a circle. */
    private List<UUID> change(UUID owner, Collection<UUID> ids, String assignments, String condition) {
        return publish(
                owner,
                jdbc.sql("""
                        with locked as (
                            select id as locked_id from documents
                            where id = any(:ids::uuid[]) and owner_id = :owner and %s
                            order by id for no key update
                        )
                        update documents set %s %s from locked where id = locked_id
                        """.formatted(condition, assignments, TOUCH) + CHANGED)
                        .param("ids", UuidArray.of(ids))
                        .param("owner", owner));
    }

    /** A document's object, once its row is gone. */
    record Deleted(UUID id, String blobRef, long size) {}

    /** Deletes documents that are in the trash and remembers their objects to be removed. */
    List<Deleted> delete(UUID owner, Collection<UUID> ids) {
        return jdbc.sql("""
                        with gone as (
                            delete from documents
                            where id in (
                                select id from documents
                                where id = any(:ids::uuid[]) and owner_id = :owner and trashed_at is not null
                                order by id for update
                            )
                            returning id, owner_id, store, connection_id, blob_ref, size_bytes
                        ), remembered as (
                            insert into blobs_to_delete (id, owner_id, store, connection_id, blob_ref, created_at)
                            select id, owner_id, store, connection_id, blob_ref, :now from gone
                        )
                        select id, blob_ref, size_bytes as size from gone
                        """)
                .param("ids", UuidArray.of(ids))
                .param("owner", owner)
                .param("now", Times.column(clock.instant()))
                .query((row, _) ->
                        new Deleted(row.getObject("id", UUID.class), row.getString("blob_ref"), row.getLong("size")))
                .list();
    }

    /**
     * Deletes some documents of an owner who is leaving and remembers their objects to be removed, but for those in storage
     * of the owner's own; how many.
     */
    int deleteSome(UUID owner, int limit) {
        return jdbc.sql("""
                        with gone as (
                            delete from documents
                            where id in (select id from documents where owner_id = :owner order by id limit :limit)
                            returning id, owner_id, store, connection_id, blob_ref
                        ), remembered as (
                            insert into blobs_to_delete (id, owner_id, store, connection_id, blob_ref, created_at)
                            select id, owner_id, store, connection_id, blob_ref, :now from gone
                            where connection_id is null
                        )
                        select count(*) from gone
                        """)
                .param("owner", owner)
                .param("limit", limit)
                .param("now", Times.column(clock.instant()))
                .query(Integer.class)
                .single();
    }

    private List<UUID> publish(UUID owner, JdbcClient.StatementSpec change) {
        List<DocumentChanged> changed = change.param("now", Times.column(now()))
                .query(DocumentWriter::changed)
                .list();
        changed.forEach(event -> events.publish(owner, "document", event));
        return changed.stream().map(DocumentChanged::id).toList();
    }

    private static DocumentChanged changed(ResultSet row, int index) throws SQLException {
        return new DocumentChanged(
                row.getObject("id", UUID.class),
                DocumentStatus.ofColumn(row.getString("status")),
                DocumentStep.ofColumn(row.getString("step")));
    }

    private Instant now() {
        return clock.instant();
    }
}

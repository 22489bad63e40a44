package io.docuvault.documents;

import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.ContentDispositions;
import io.docuvault.storage.ServedBlob;
import io.docuvault.storage.Stores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What belongs to a document besides its facts: its bytes, its thumbnail, its text. */
@Service
@Transactional(readOnly = true)
class DocumentFiles {

    /** More text than anybody reads; enough for every chunk of it to be fetched, and no more. */
    private static final int MOST_TEXT = 1_000_000;

    /** What a browser shows without running anything in it. */
    private static final Set<String> SHOWN =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain");

    private final DocumentWriter documents;
    private final JdbcClient jdbc;
    private final Stores stores;
    private final DocumentSettings settings;
    private final Clock clock;

    DocumentFiles(DocumentWriter documents, JdbcClient jdbc, Stores stores, DocumentSettings settings, Clock clock) {
        this.documents = documents;
        this.jdbc = jdbc;
        this.stores = stores;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param truncated whether there is more of it */
    record Text(@Nullable String language, boolean truncated, String text) {}

    record Link(String url, Instant expiresAt) {}

    record Thumb(String mediaType, String etag, ByteArrayOutputStream bytes) {}

    ServedBlob content(UUID owner, UUID id, boolean inline) throws IOException {
        Stored document = require(owner, id);
        return new ServedBlob(
                stores.get(document.store()),
                new BlobRef(document.blobRef()),
                document.size(),
                servedType(document.mediaType()),
                disposition(document, inline),
                "\"" + document.sha256() + "\"");
    }

    /** @param otherwise makes a link that is good until then, where the document's store makes none */
    Link link(UUID owner, UUID id, boolean inline, URI base, Function<Instant, URI> otherwise) throws IOException {
        Stored document = require(owner, id);
        Instant expires = clock.instant().plus(settings.linkLifetime()).truncatedTo(ChronoUnit.SECONDS);
        URI url = stores.get(document.store())
                .link(
                        new BlobRef(document.blobRef()),
                        servedType(document.mediaType()),
                        disposition(document, inline),
                        expires)
                .orElseGet(() -> otherwise.apply(expires));
        return new Link(base.resolve(url).toString(), expires);
    }

    Text text(UUID owner, UUID id) {
        Stored document = require(owner, id);
        String text = jdbc.sql("""
                        select coalesce(string_agg(content, '' order by chunk), '') from document_texts
                        where document_id = :id and owner_id = :owner and chunk <= :chunks
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("chunks", 2 * MOST_TEXT / SearchIndex.CHUNK)
                .query(String.class)
                .single();
        String shown = FileNames.cut(text, MOST_TEXT);
        return new Text(document.language(), shown.length() < text.length(), shown);
    }

    Thumb thumbnail(UUID owner, UUID id) {
        return jdbc.sql("""
                        select media_type, bytes, md5(bytes) as hash from document_thumbnails
                        where document_id = :id and owner_id = :owner
                        """)
                .param("id", id)
                .param("owner", owner)
                .query((row, _) -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    bytes.writeBytes(row.getBytes("bytes"));
                    return new Thumb(row.getString("media_type"), "\"" + row.getString("hash") + "\"", bytes);
                })
                .optional()
                .orElseThrow(ProblemException::notFound);
    }

    private Stored require(UUID owner, UUID id) {
        return documents.find(owner, id).orElseThrow(ProblemException::notFound);
    }

    private static String disposition(Stored document, boolean inline) {
        return inline && SHOWN.contains(document.mediaType())
                ? ContentDispositions.inline(document.name())
                : ContentDispositions.attachment(document.name());
    }

    /** What a browser might run or draw with scripts in it is given out as mere bytes. */
    private static String servedType(String mediaType) {
        boolean harmless = SHOWN.contains(mediaType)
                || DocumentKind.of(mediaType) == DocumentKind.OFFICE
                || DocumentKind.of(mediaType) == DocumentKind.ARCHIVE
                || mediaType.equals("image/tiff")
                || mediaType.equals("text/csv");
        return harmless ? mediaType : "application/octet-stream";
    }
}

package io.docuvault.documents;

import io.docuvault.storage.BlobResponses;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.ServedBlob;
import io.docuvault.storage.SignedUrls;
import io.docuvault.storage.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** Answers with a document's file, and makes links to it for stores that have none of their own. */
@Component
class DocumentContent {

    static final String LINKS = "/api/store/documents/";

    private final DocumentFiles files;
    private final BlobResponses responses;
    private final StoredElsewhere elsewhere;
    private final SignedUrls urls;

    DocumentContent(DocumentFiles files, BlobResponses responses, StoredElsewhere elsewhere, SignedUrls urls) {
        this.files = files;
        this.responses = responses;
        this.elsewhere = elsewhere;
        this.urls = urls;
    }

    void send(UUID owner, UUID id, boolean inline, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean inConnection = true;
        try {
            ServedBlob blob = files.content(owner, id, inline);
            inConnection = blob.store() instanceof CloudDrive;
            send(blob, () -> files.content(owner, id, inline), request, response);
            elsewhere.inOrder(owner, id);
        } catch (StoreException e) {
            elsewhere.seen(owner, id, e);
            if (response.isCommitted()) {
                throw e;
            }
            throw StoredElsewhere.problem(e, inConnection);
        }
    }

    private interface Lookup {
        ServedBlob again() throws IOException;
    }

    /** A document may have been moved since it was looked up: then its file is gone there, but lies elsewhere. */
    private void send(ServedBlob blob, Lookup lookup, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            responses.send(blob, request, response);
        } catch (NoSuchBlobException e) {
            ServedBlob now = lookup.again();
            if (response.isCommitted() || now.ref().equals(blob.ref())) {
                throw e;
            }
            responses.send(now, request, response);
        }
    }

    DocumentFiles.Link link(UUID owner, UUID id, boolean inline, URI base) throws IOException {
        return files.link(owner, id, inline, base, expires -> signed(owner, id, inline, expires));
    }

    private URI signed(UUID owner, UUID id, boolean inline, Instant expires) {
        String path = LINKS + owner + "/" + id;
        return UriComponentsBuilder.fromPath(path)
                .queryParam("inline", inline)
                .queryParam("expires", expires.getEpochSecond())
                .queryParam("signature", urls.sign("GET", path, expires, Boolean.toString(inline)))
                .build()
                .toUri();
    }

    /** Lets a request pass that has been signed. */
    void requireSigned(UUID owner, UUID id, boolean inline, long expires, String signature) {
        urls.require(signature, "GET", LINKS + owner + "/" + id, expires, Boolean.toString(inline));
    }
}

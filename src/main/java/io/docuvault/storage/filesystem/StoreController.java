package io.docuvault.storage.filesystem;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobResponses;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.ServedBlob;
import io.docuvault.storage.SignedUrls;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The file store's own door for clients. It asks for no session: the signature in the URL is the permission. Not part of
 * the described interface, since its URLs are handed out and never made by clients.
 */
@Hidden
@RestController
class StoreController {

    private final FileSystemStore store;
    private final SignedUrls urls;
    private final BlobResponses responses;

    StoreController(FileSystemStore store, SignedUrls urls, BlobResponses responses) {
        this.store = store;
        this.urls = urls;
        this.responses = responses;
    }

    @PutMapping(FileSystemStore.UPLOADS + "{upload}/parts/{part}")
    ResponseEntity<Void> putPart(
            @PathVariable UUID upload,
            @PathVariable int part,
            @RequestParam long expires,
            @RequestParam long offset,
            @RequestParam long length,
            @RequestParam String signature,
            HttpServletRequest request)
            throws IOException {
        String path = FileSystemStore.UPLOADS + upload + "/parts/" + part;
        urls.require(signature, "PUT", path, expires, Long.toString(offset), Long.toString(length));
        if (request.getContentLengthLong() >= 0 && request.getContentLengthLong() != length) {
            throw wrongLength(length);
        }
        try {
            store.write(upload, part, request.getInputStream(), offset, length);
        } catch (NoSuchBlobException _) {
            throw new ProblemException(ErrorCode.CONFLICT, "This upload no longer takes the part.");
        } catch (EOFException _) {
            throw wrongLength(length);
        }
        return ResponseEntity.ok().eTag("\"" + part + "-" + length + "\"").build();
    }

    private static ProblemException wrongLength(long length) {
        return new ProblemException(ErrorCode.CONTENT_MISMATCH, "This part has to be %d bytes long.".formatted(length));
    }

    /** Also answers {@code HEAD}, which a signature for {@code GET} allows. */
    @GetMapping(FileSystemStore.OBJECTS + "{owner}/{document}/{object}")
    void getObject(
            @PathVariable String owner,
            @PathVariable String document,
            @PathVariable String object,
            @RequestParam long expires,
            @RequestParam String type,
            @RequestParam String disposition,
            @RequestParam String signature,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        BlobRef ref = new BlobRef(owner + "/" + document + "/" + object);
        urls.require(signature, "GET", FileSystemStore.OBJECTS + ref.value(), expires, type, disposition);
        long length = store.length(ref).orElseThrow(ProblemException::notFound);
        // An object never changes, so that its name says which bytes these are.
        ServedBlob blob = new ServedBlob(store, ref, length, type, disposition, "\"" + object + "\"");
        response.setHeader("Referrer-Policy", "no-referrer");
        try {
            responses.send(blob, request, response);
        } catch (NoSuchBlobException _) {
            throw ProblemException.notFound();
        }
    }
}

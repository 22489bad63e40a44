package io.docuvault.documents;

import io.docuvault.documents.DocumentFiles.Thumb;
import io.docuvault.shared.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/documents/{id}")
@Tag(name = "documents")
class DocumentContentController {

    private final DocumentFiles files;
    private final DocumentContent content;
    private final PublicUrl publicUrl;

    DocumentContentController(DocumentFiles files, DocumentContent content, PublicUrl publicUrl) {
        this.files = files;
        this.content = content;
        this.publicUrl = publicUrl;
    }

    /**
     * The file itself, whole or a range of it. Shown in the browser only if asked for with {@code disposition=inline} and
     * if it is a raster image, a PDF or plain text.
     */
    @GetMapping("/content")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "*/*", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "206", description = "The range that was asked for")
    @ApiResponse(responseCode = "304", description = "What the client has is still right")
    @ApiResponse(responseCode = "416", description = "The range lies outside the file")
    void getDocumentContent(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String disposition,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        content.send(Caller.currentUser(), id, "inline".equals(disposition), request, response);
    }

    /** A small picture of the first page. */
    @GetMapping(path = "/thumbnail", produces = MediaType.IMAGE_JPEG_VALUE)
    ResponseEntity<byte[]> getDocumentThumbnail(@PathVariable UUID id) {
        Thumb thumbnail = files.thumbnail(Caller.currentUser(), id);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(thumbnail.mediaType()))
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePrivate())
                .eTag(thumbnail.etag())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .body(thumbnail.bytes().toByteArray());
    }

    /** The text that was read in the document. */
    @GetMapping("/text")
    DocumentFiles.Text getDocumentText(@PathVariable UUID id) {
        return files.text(Caller.currentUser(), id);
    }

    /** A URL that serves the file without a session, for a few minutes. */
    @GetMapping("/link")
    DocumentFiles.Link getDocumentLink(
            @PathVariable UUID id, @RequestParam(required = false) @Nullable String disposition) throws IOException {
        return content.link(Caller.currentUser(), id, "inline".equals(disposition), publicUrl.base());
    }
}

package io.docuvault.documents;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/uploads")
@Tag(name = "uploads", description = "Files on their way in, in parts that can be sent again")
class UploadController {

    private final Uploads uploads;
    private final Completion completion;
    private final PublicUrl publicUrl;

    UploadController(Uploads uploads, Completion completion, PublicUrl publicUrl) {
        this.uploads = uploads;
        this.completion = completion;
        this.publicUrl = publicUrl;
    }

    /** Reserves room for a file and answers where to send its parts. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Upload createUpload(@Valid @RequestBody NewUpload upload) throws IOException {
        return uploads.create(Caller.currentUser(), upload, publicUrl.base());
    }

    /** The uploads that are not complete yet, and which of their parts have arrived. */
    @GetMapping
    Page<Upload> listUploads(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit)
            throws IOException {
        return uploads.list(Caller.currentUser(), after, limit, publicUrl.base());
    }

    @GetMapping("/{id}")
    Upload getUpload(@PathVariable UUID id) throws IOException {
        return uploads.find(Caller.currentUser(), id, publicUrl.base());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void abortUpload(@PathVariable UUID id) {
        uploads.abort(Caller.currentUser(), id);
    }

    /** @param sha256 of the whole file, in hexadecimal, to be compared with what came */
    record Completed(
            @Nullable @Pattern(regexp = "[0-9a-fA-F]{64}") String sha256,
            @Nullable Boolean allowDuplicate) {}

    /**
     * Verifies what came and makes it a document; may be repeated, and answers the same. Where the file is so large that
     * this takes long, the answer is the upload, which is then looked at until it is no longer {@code verifying}.
     */
    @PostMapping("/{id}/complete")
    @ApiResponse(
            responseCode = "201",
            description = "The document",
            content = @Content(schema = @Schema(implementation = Document.class)))
    @ApiResponse(
            responseCode = "202",
            description = "It is still being verified",
            content = @Content(schema = @Schema(implementation = Upload.class)))
    ResponseEntity<Object> completeUpload(
            @PathVariable UUID id, @Valid @RequestBody(required = false) @Nullable Completed completed)
            throws IOException {
        UUID owner = Caller.currentUser();
        String sha256 = completed == null || completed.sha256() == null
                ? null
                : completed.sha256().toLowerCase(Locale.ROOT);
        boolean allowDuplicate = completed != null && Boolean.TRUE.equals(completed.allowDuplicate());
        Optional<Document> document = completion.complete(owner, id, sha256, allowDuplicate);
        return document.isPresent()
                ? ResponseEntity.status(HttpStatus.CREATED).body(document.get())
                : ResponseEntity.accepted().body(uploads.find(owner, id, publicUrl.base()));
    }
}

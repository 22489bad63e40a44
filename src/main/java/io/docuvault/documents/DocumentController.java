package io.docuvault.documents;

import io.docuvault.documents.DocumentChanges.Change;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/documents")
@Tag(name = "documents", description = "Documents: lists, facts, the trash")
class DocumentController {

    private static final int MOST_AT_ONCE = 500;

    private final Documents documents;
    private final DocumentChanges changes;
    private final MultipartUploads multipart;

    DocumentController(Documents documents, DocumentChanges changes, MultipartUploads multipart) {
        this.documents = documents;
        this.changes = changes;
        this.multipart = multipart;
    }

    @GetMapping
    Page<DocumentSummary> listDocuments(
            @Valid @ParameterObject @ModelAttribute DocumentFilters filters,
            @RequestParam(defaultValue = "-created")
                    @Schema(
                            allowableValues = {
                                "-created",
                                "created",
                                "-date",
                                "date",
                                "title",
                                "-title",
                                "size",
                                "-size"
                            })
                    String sort,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String after) {
        return documents.list(filters.of(Caller.currentUser()), DocumentSort.of(sort), after, limit);
    }

    /** How many of the documents that the filters show there are of each sort. */
    @GetMapping("/facets")
    DocumentFacets getDocumentFacets(@Valid @ParameterObject @ModelAttribute DocumentFilters filters) {
        return documents.facets(filters.of(Caller.currentUser()));
    }

    /** A new document and what it is to be given; sent as a form. */
    @SuppressWarnings("UnusedVariable") // only describes the form, which is read as a stream
    record DocumentForm(
            @Schema(type = "string", format = "binary", requiredMode = Schema.RequiredMode.REQUIRED)
            String file,

            @Nullable String title,
            @Nullable UUID connectionId,
            @Nullable List<UUID> topicIds,
            @Nullable Boolean allowDuplicate) {}

    /** Takes a file in one request, of any length; direct uploads ({@code /api/uploads}) can be resumed. */
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                            schema = @Schema(implementation = DocumentForm.class)))
    Document createDocument(HttpServletRequest request) throws IOException {
        UUID owner = Caller.currentUser();
        return documents.find(owner, multipart.receive(owner, request));
    }

    @GetMapping("/{id}")
    ResponseEntity<Document> getDocument(@PathVariable UUID id) {
        return answer(id);
    }

    /**
     * What is to change; what is left out stays.
     *
     * @param documentDate a day, or null to have none
     * @param correspondent who it is from, or to; null to have none
     * @param topics the ids of all topics that are to be confirmed
     */
    record DocumentChange(
            @Nullable @Size(max = 4096) @Pattern(regexp = "(?s).*\\S.*")
            String title,

            @Schema(type = "string", format = "date", nullable = true) @Nullable JsonNode documentDate,

            @Schema(type = "string", nullable = true) @Nullable JsonNode correspondent,

            @Nullable @Size(max = 100) List<@NotNull UUID> topics) {

        Change change() {
            return new Change(title, date(), sender(), topics);
        }

        private @Nullable Supplier<@Nullable String> sender() {
            if (correspondent == null) {
                return null;
            }
            if (!correspondent.isNull() && !correspondent.isString()) {
                throw ProblemException.invalid("correspondent", "text", "A name, or null to have none.");
            }
            String name = correspondent.asString("");
            String line = name.isBlank() ? null : Titles.oneLine(name);
            return () -> line;
        }

        private @Nullable Supplier<@Nullable LocalDate> date() {
            if (documentDate == null) {
                return null;
            }
            LocalDate date = documentDate.isNull() ? null : parsed(documentDate);
            return () -> date;
        }

        private static LocalDate parsed(JsonNode node) {
            try {
                return LocalDate.parse(node.asString(""));
            } catch (DateTimeParseException _) {
                throw ProblemException.invalid("documentDate", "date", "A day, such as 2026-01-31.");
            }
        }
    }

    @PatchMapping("/{id}")
    ResponseEntity<Document> updateDocument(
            @PathVariable UUID id,
            @Valid @RequestBody DocumentChange change,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        changes.change(Caller.currentUser(), id, version(ifMatch), change.change());
        return answer(id);
    }

    /** To the trash; from there, with {@code permanent=true}, for good. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteDocument(@PathVariable UUID id, @RequestParam(defaultValue = "false") boolean permanent) {
        UUID owner = Caller.currentUser();
        List<UUID> changed = permanent ? changes.delete(owner, List.of(id)) : changes.trash(owner, List.of(id));
        if (changed.isEmpty()) {
            Document document = documents.find(owner, id);
            if (permanent && document.row().trashedAt() == null) {
                throw new ProblemException(ErrorCode.CONFLICT, "Only what is in the trash can be deleted for good.");
            }
        }
    }

    @PostMapping("/{id}/restore")
    ResponseEntity<Document> restoreDocument(@PathVariable UUID id) {
        changes.restore(Caller.currentUser(), List.of(id));
        return answer(id);
    }

    /** Reads a document again that could not be read. */
    @PostMapping("/{id}/retry")
    ResponseEntity<Document> retryDocument(@PathVariable UUID id) {
        changes.retry(Caller.currentUser(), List.of(id));
        return answer(id);
    }

    /** @param topicId for {@code addTopic} and {@code removeTopic} */
    record BulkChange(
            @NotEmpty @Size(max = MOST_AT_ONCE) List<@NotNull UUID> ids,

            @NotNull @Pattern(regexp = "trash|restore|delete|addTopic|removeTopic|reclassify|retry") String action,

            @Nullable UUID topicId) {}

    /** @param skipped what is not there, or was so already */
    record BulkResult(List<UUID> changed, List<UUID> skipped) {}

    /** Does the same to many documents, in one transaction. */
    @PostMapping("/bulk")
    BulkResult changeDocuments(@Valid @RequestBody BulkChange bulk) {
        Set<UUID> ids = new LinkedHashSet<>(bulk.ids());
        Set<UUID> changed = Set.copyOf(change(Caller.currentUser(), ids, bulk));
        return new BulkResult(
                ids.stream().filter(changed::contains).toList(),
                ids.stream().filter(id -> !changed.contains(id)).toList());
    }

    private Collection<UUID> change(UUID owner, Set<UUID> ids, BulkChange bulk) {
        return switch (bulk.action()) {
            case "trash" -> changes.trash(owner, ids);
            case "restore" -> changes.restore(owner, ids);
            case "delete" -> changes.delete(owner, ids);
            case "addTopic" -> changes.addTopic(owner, ids, topic(bulk));
            case "removeTopic" -> changes.removeTopic(owner, ids, topic(bulk));
            case "reclassify" -> changes.reclassify(owner, ids);
            default -> changes.retry(owner, ids);
        };
    }

    private static UUID topic(BulkChange bulk) {
        if (bulk.topicId() == null) {
            throw ProblemException.invalid("topicId", "not_null", "Which topic?");
        }
        return bulk.topicId();
    }

    private ResponseEntity<Document> answer(UUID id) {
        Document document = documents.find(Caller.currentUser(), id);
        return ResponseEntity.ok().eTag(document.etag()).body(document);
    }

    private static @Nullable Long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        String number = ifMatch.replaceAll("^\"|\"$", "");
        // What is no version of ours matches none.
        return number.matches("\\d{1,18}") ? Long.valueOf(number) : Long.valueOf(-1);
    }
}

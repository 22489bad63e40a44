package io.docuvault.classification;

import io.docuvault.documents.Batch;
import io.docuvault.documents.DocumentFilters;
import io.docuvault.documents.Selection;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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
@RequestMapping("/api/reclassifications")
@Tag(name = "reclassifications", description = "Asking anew about many documents; nothing changes before it is applied")
class ReclassificationController {

    private final Reclassifications reclassifications;

    ReclassificationController(Reclassifications reclassifications) {
        this.reclassifications = reclassifications;
    }

    /**
     * About which documents, given by their ids or by a filter, and whom to ask.
     *
     * @param filter as in the address of the list of documents
     * @param provider null for whoever is asked about new documents
     */
    record Wanted(
            @Nullable @Size(min = 1, max = Selection.MOST) List<@NotNull UUID> documentIds,
            @Nullable @Valid DocumentFilters filter,
            @Nullable @Size(max = 50) String provider) {

        Selection selection() {
            return new Selection(documentIds, filter);
        }
    }

    /** What it would cost; nobody is asked. */
    @PostMapping("/estimate")
    Reclassifications.Estimate estimateReclassification(@Valid @RequestBody Wanted wanted) {
        return reclassifications.estimate(Caller.currentUser(), wanted.selection(), wanted.provider());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Reclassification startReclassification(@Valid @RequestBody Wanted wanted) {
        return reclassifications.start(Caller.currentUser(), wanted.selection(), wanted.provider());
    }

    /** Newest first. */
    @GetMapping
    Page<Reclassification> listReclassifications(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return reclassifications.list(Caller.currentUser(), after, limit);
    }

    @GetMapping("/{id}")
    Reclassification getReclassification(@PathVariable UUID id) {
        return reclassifications.find(Caller.currentUser(), id);
    }

    /** Only documents that would change; what a person has decided never does. */
    @GetMapping("/{id}/differences")
    Page<Reclassifications.Difference> listDifferences(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return reclassifications.differences(Caller.currentUser(), id, after, limit);
    }

    /** @param exceptDocuments documents that are to stay as they are */
    record Applied(@Nullable @Size(max = Selection.MOST) List<@NotNull UUID> exceptDocuments) {}

    @PostMapping("/{id}/apply")
    Batch applyReclassification(@PathVariable UUID id, @Valid @RequestBody Applied applied) {
        return reclassifications.apply(
                Caller.currentUser(), id, applied.exceptDocuments() == null ? List.of() : applied.exceptDocuments());
    }

    /** Forgets the answers; calls that are still to come are not made. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void dropReclassification(@PathVariable UUID id) {
        reclassifications.drop(Caller.currentUser(), id);
    }
}

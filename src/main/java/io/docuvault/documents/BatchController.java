package io.docuvault.documents;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/batches")
@Tag(name = "batches", description = "What was done to many labels at once, and can be undone at once")
class BatchController {

    private final Batches batches;

    BatchController(Batches batches) {
        this.batches = batches;
    }

    /** Newest first. */
    @GetMapping
    Page<Batch> listBatches(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return batches.list(Caller.currentUser(), after, limit);
    }

    /** Puts each label back as it was, unless a person has decided about it since. */
    @PostMapping("/{id}/undo")
    Batches.Undone undoBatch(@PathVariable UUID id) {
        return batches.undo(Caller.currentUser(), id);
    }
}

package io.docuvault.classification;

import io.docuvault.documents.Document;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/documents/{id}")
@Tag(name = "classification", description = "How documents are sorted into topics")
class ClassificationController {

    /**
     * Which providers may see a document.
     *
     * @param policy the document's own; null for none
     * @param effective the strictest of that and what its topics, its owner and the system say
     * @param waiting for whom the document waits and why; null if it does not
     */
    record DocumentPolicy(@Nullable AiPolicy policy, AiPolicy effective, Parking.@Nullable Waiting waiting) {}

    /** @param policy null for none of its own */
    record DocumentPolicyChange(@Nullable AiPolicy policy) {}

    private final Classifications classifications;
    private final SentRepository sent;

    ClassificationController(Classifications classifications, SentRepository sent) {
        this.classifications = classifications;
        this.sent = sent;
    }

    @PostMapping("/reclassify")
    Document reclassifyDocument(@PathVariable UUID id) {
        return classifications.reclassify(Caller.currentUser(), id);
    }

    /** Which provider said what about the document, newest first. */
    @GetMapping("/runs")
    Page<Run> listRuns(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return classifications.runs(Caller.currentUser(), id, after, limit);
    }

    /** Exactly what was sent to a model for a run; absent where nothing was, or where it is no longer kept. */
    @GetMapping("/runs/{runId}/sent")
    SentRepository.Shown showSent(@PathVariable UUID id, @PathVariable UUID runId) {
        return sent.find(Caller.currentUser(), id, runId).orElseThrow(ProblemException::notFound);
    }

    /** Which providers may see the document. */
    @GetMapping("/ai-policy")
    DocumentPolicy documentAiPolicy(@PathVariable UUID id) {
        return classifications.policy(Caller.currentUser(), id);
    }

    /** Makes it stricter for this document than it is for its owner; {@code null} takes that back. */
    @PutMapping("/ai-policy")
    DocumentPolicy changeDocumentAiPolicy(@PathVariable UUID id, @RequestBody DocumentPolicyChange change) {
        return classifications.changePolicy(Caller.currentUser(), id, change.policy());
    }
}

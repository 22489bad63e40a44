package io.docuvault.classification;

import io.docuvault.documents.DocumentTopic;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/review")
@Tag(name = "review", description = "Suggestions that wait for a person")
class ReviewController {

    private final Review review;

    ReviewController(Review review) {
        this.review = review;
    }

    @GetMapping
    Page<Review.Item> listSuggestions(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return review.list(Caller.currentUser(), after, limit);
    }

    @PostMapping("/{suggestionId}/accept")
    DocumentTopic acceptSuggestion(@PathVariable UUID suggestionId) {
        return review.accept(Caller.currentUser(), suggestionId);
    }

    /** For good: the topic is never suggested for this document again. */
    @PostMapping("/{suggestionId}/reject")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rejectSuggestion(@PathVariable UUID suggestionId) {
        review.reject(Caller.currentUser(), suggestionId);
    }
}

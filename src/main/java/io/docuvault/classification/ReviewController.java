package io.docuvault.classification;

import io.docuvault.documents.Batch;
import io.docuvault.documents.DocumentTopic;
import io.docuvault.documents.SuggestionFilter;
import io.docuvault.documents.Suggestions;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/review")
@Tag(name = "review", description = "Suggestions that wait for a person")
class ReviewController {

    private static final int MOST_AT_ONCE = 500;

    private final Review review;

    ReviewController(Review review) {
        this.review = review;
    }

    /** Documents by their newest suggestion, newest first. */
    @GetMapping
    Page<Suggestions.Item> listSuggestions(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit,
            @RequestParam(required = false) @Nullable UUID topicId,
            @RequestParam(required = false) @Nullable @DecimalMin("0") @DecimalMax("1") Double minConfidence) {
        return review.list(Caller.currentUser(), new SuggestionFilter(topicId, minConfidence), after, limit);
    }

    /** How much waits, and how much of it is sure enough. */
    @GetMapping("/counts")
    Suggestions.Counts countSuggestions(
            @RequestParam(defaultValue = "0") @DecimalMin("0") @DecimalMax("1") double minConfidence,
            @RequestParam(required = false) @Nullable UUID topicId) {
        return review.counts(Caller.currentUser(), topicId, minConfidence);
    }

    /**
     * What a person decides, up to 500 in all.
     *
     * @param accept ids of suggestions
     * @param reject ids of suggestions, for good
     * @param add topics that nobody suggested
     */
    record Decisions(
            @Nullable @Size(max = MOST_AT_ONCE) List<@NotNull UUID> accept,
            @Nullable @Size(max = MOST_AT_ONCE) List<@NotNull UUID> reject,
            @Nullable @Size(max = MOST_AT_ONCE) List<@Valid @NotNull AddedTopic> add) {}

    record AddedTopic(@NotNull UUID documentId, @NotNull UUID topicId) {}

    /** Decides about some suggestions; what is unknown is left out. */
    @PostMapping("/decisions")
    Batch decideSuggestions(@Valid @RequestBody Decisions decisions) {
        Set<UUID> accept = decisions.accept() == null ? Set.of() : new HashSet<>(decisions.accept());
        Set<UUID> reject = decisions.reject() == null ? Set.of() : new HashSet<>(decisions.reject());
        List<AddedTopic> add = decisions.add() == null ? List.of() : decisions.add();
        if (accept.size() + reject.size() + add.size() > MOST_AT_ONCE) {
            throw ProblemException.invalid("accept", "size", "At most " + MOST_AT_ONCE + " at once.");
        }
        if (accept.stream().anyMatch(reject::contains)) {
            throw ProblemException.invalid(
                    "reject", "contradiction", "A suggestion is accepted or rejected, not both.");
        }
        return review.decide(
                Caller.currentUser(),
                accept,
                reject,
                add.stream()
                        .map(each -> new Suggestions.Added(each.documentId(), each.topicId()))
                        .toList());
    }

    /**
     * Which suggestions to accept.
     *
     * @param topicId of this topic only
     * @param seenUntil those that came later are left alone
     */
    record AcceptAbove(
            @NotNull @DecimalMin("0") @DecimalMax("1") Double minConfidence,
            @Nullable UUID topicId,
            @Nullable Instant seenUntil) {}

    /** Accepts all that is sure enough; where there is much of it, the rest follows and the batch grows (202). */
    @PostMapping("/accept-above")
    ResponseEntity<Batch> acceptSuggestionsAbove(@Valid @RequestBody AcceptAbove wanted) {
        Review.Accepted accepted = review.acceptAbove(
                Caller.currentUser(),
                new SuggestionFilter(wanted.topicId(), wanted.minConfidence()),
                wanted.seenUntil());
        return ResponseEntity.status(accepted.whole() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(accepted.batch());
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

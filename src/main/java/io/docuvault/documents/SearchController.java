package io.docuvault.documents;

import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/search")
@Tag(name = "search", description = "Finding documents by what is written in them")
class SearchController {

    private static final int LONGEST_QUERY = 1_000;

    private final Search search;

    SearchController(Search search) {
        this.search = search;
    }

    @GetMapping
    SearchAnswer search(
            @RequestParam(defaultValue = "") @Size(max = LONGEST_QUERY) String q,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(defaultValue = "") List<String> type,
            @RequestParam(defaultValue = "") List<String> status,
            @RequestParam(required = false) @Nullable UUID connection,
            @RequestParam(required = false) @Nullable @Size(max = 255) String correspondent,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to,
            @RequestParam(defaultValue = "false") boolean trashed,
            @RequestParam(defaultValue = "relevance") String sort,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        DocumentFilter filter = new DocumentFilter(
                Caller.currentUser(), topic, type, status, connection, correspondent, from, to, trashed, null);
        return search.find(q, filter, order(sort), after, limit);
    }

    @GetMapping("/suggest")
    SearchSuggestions suggest(@RequestParam(defaultValue = "") @Size(max = LONGEST_QUERY) String q) {
        return search.suggest(Caller.currentUser(), q);
    }

    private static Search.Order order(String sort) {
        return switch (sort) {
            case "relevance" -> Search.Order.RELEVANCE;
            case "-date", "-created" -> Search.Order.NEWEST;
            default ->
                throw new ProblemException(
                        ErrorCode.INVALID_REQUEST, "The value of 'sort' is 'relevance' or '-created'.");
        };
    }
}

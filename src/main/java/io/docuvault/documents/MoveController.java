package io.docuvault.documents;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
@Tag(name = "moves", description = "Taking documents from one storage to another")
class MoveController {

    private static final int MOST_AT_ONCE = 500;

    private final Moves moves;

    MoveController(Moves moves) {
        this.moves = moves;
    }

    /**
     * What is to go where; either documents or from.
     *
     * @param to a connection, or null for the server's own storage
     * @param documents ids
     * @param from a connection all of whose documents are to go, those in the trash too, or {@code server}
     * @param thenDelete removes the connection once nothing lies there any more
     */
    record NewMove(
            @Nullable UUID to,
            @Nullable @Size(min = 1, max = MOST_AT_ONCE) List<@NotNull UUID> documents,

            @Nullable @Size(max = 50) String from,

            @Nullable Boolean thenDelete) {}

    /** @param to a connection, or null for the server's own storage */
    record NewPlace(@Nullable UUID to) {}

    @PostMapping("/moves")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Move startMove(@Valid @RequestBody NewMove move) {
        UUID owner = Caller.currentUser();
        boolean thenDelete = Boolean.TRUE.equals(move.thenDelete());
        if ((move.documents() == null) == (move.from() == null)) {
            throw ProblemException.invalid("from", "one_of", "Either documents, or where all of them come from.");
        }
        if (move.documents() == null) {
            return moves.startAll(owner, from(String.valueOf(move.from())), move.to(), thenDelete);
        }
        if (thenDelete) {
            throw ProblemException.invalid("thenDelete", "no_connection", "Which connection?");
        }
        return moves.start(owner, new LinkedHashSet<>(move.documents()), move.to());
    }

    private static @Nullable UUID from(String value) {
        try {
            return value.equals(Move.SERVER) ? null : UUID.fromString(value);
        } catch (IllegalArgumentException _) {
            throw ProblemException.invalid("from", "unknown_connection", "There is no such connection.");
        }
    }

    @PostMapping("/documents/{id}/move")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Move moveDocument(@PathVariable UUID id, @Valid @RequestBody NewPlace place) {
        return moves.start(Caller.currentUser(), id, place.to());
    }

    /** One's moves, newest first. */
    @GetMapping("/moves")
    Page<Move> listMoves(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return moves.list(Caller.currentUser(), after, limit);
    }

    @GetMapping("/moves/{id}")
    Move getMove(@PathVariable UUID id) {
        return moves.find(Caller.currentUser(), id);
    }

    /** Leaves what has not been moved yet where it is. */
    @PostMapping("/moves/{id}/stop")
    Move stopMove(@PathVariable UUID id) {
        return moves.stop(Caller.currentUser(), id);
    }

    /** Tries again what failed. */
    @PostMapping("/moves/{id}/retry")
    Move retryMove(@PathVariable UUID id) {
        return moves.retry(Caller.currentUser(), id);
    }
}

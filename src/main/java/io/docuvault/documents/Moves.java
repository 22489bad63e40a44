package io.docuvault.documents;

import io.docuvault.documents.Move.State;
import io.docuvault.documents.MoveItemRepository.Taken;
import io.docuvault.documents.MoveRepository.Count;
import io.docuvault.documents.MoveRepository.NewMove;
import io.docuvault.jobs.Jobs;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.Connections;
import io.docuvault.storage.Stores;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Moves from one storage to another: what is to be done, what has become of it, and what comes next. Of each move a few
 * documents at a time have a job; who ends one begins with another in the same transaction, so that nothing else has to
 * watch over it. Locks are taken in the order connection, move, item, document.
 */
@Service
@Transactional
class Moves {

    private static final int UNDER_WAY = 3;
    private static final String UNKNOWN = "unknown_connection";

    /** For a person who does not see the page, which says it in their language. */
    private static final String THIS_SERVER = "This server";

    private final MoveRepository repository;
    private final MoveItemRepository items;
    private final DocumentWriter documents;
    private final Connections connections;
    private final Stores stores;
    private final Jobs jobs;

    Moves(
            MoveRepository repository,
            MoveItemRepository items,
            DocumentWriter documents,
            Connections connections,
            Stores stores,
            Jobs jobs) {
        this.repository = repository;
        this.items = items;
        this.documents = documents;
        this.connections = connections;
        this.stores = stores;
        this.jobs = jobs;
    }

    /** Moves documents that are named; those that are not there are skipped. */
    Move start(UUID owner, Set<UUID> named, @Nullable UUID to) {
        NewMove move = new NewMove(Ids.next(), owner, false, null, null, to, label(owner, to, "to"), false);
        return start(move, named.size(), () -> items.take(move, target(to), named));
    }

    /** Moves one document. */
    Move start(UUID owner, UUID document, @Nullable UUID to) {
        var _ = documents.find(owner, document).orElseThrow(ProblemException::notFound);
        return start(owner, Set.of(document), to);
    }

    /**
     * Moves all that lies in one storage.
     *
     * @param from null for the server's own
     * @param thenDelete whether the connection is to go once it is empty; where new documents went there, they go to the
     *     other storage from now on
     */
    Move startAll(UUID owner, @Nullable UUID from, @Nullable UUID to, boolean thenDelete) {
        if (Objects.equals(from, to)) {
            throw ProblemException.invalid("to", "same", "That is where they are.");
        }
        if (thenDelete && from == null) {
            throw ProblemException.invalid("thenDelete", "no_connection", "Only a connection can be removed.");
        }
        String fromLabel = label(owner, from, "from");
        NewMove move =
                new NewMove(Ids.next(), owner, from == null, from, fromLabel, to, label(owner, to, "to"), thenDelete);
        if (thenDelete) {
            connections.replaceDefault(owner, Objects.requireNonNull(from), to);
        }
        return start(move, 0, () -> items.takeAll(move, target(to)));
    }

    private String label(UUID owner, @Nullable UUID connection, String field) {
        return connection == null
                ? THIS_SERVER
                : connections
                        .hold(owner, connection)
                        .orElseThrow(() -> ProblemException.invalid(field, UNKNOWN, "There is no such connection."));
    }

    private String target(@Nullable UUID to) {
        return to == null ? stores.preferred().id() : to.toString();
    }

    /** @param asked how many were named, which may be more than there are */
    private Move start(NewMove move, long asked, Supplier<Taken> take) {
        repository.insert(move);
        Taken taken = take.get();
        long total = Math.max(asked, taken.wanted());
        repository.count(move.owner(), move.id(), new Count(total, 0, 0, total - taken.taken(), taken.bytes(), 0));
        goOn(move.owner(), move.id());
        return find(move.owner(), move.id());
    }

    /**
     * Takes what has come into a connection since its move began; false if there is nothing.
     *
     * @param move which is locked
     */
    boolean takeMore(UUID owner, Move move) {
        NewMove same = new NewMove(
                move.id(),
                owner,
                false,
                UUID.fromString(String.valueOf(move.from())),
                move.fromLabel(),
                move.to(),
                move.toLabel(),
                true);
        Taken taken = items.takeAll(same, target(move.to()));
        if (taken.taken() > 0) {
            repository.count(owner, move.id(), new Count(taken.taken(), 0, 0, 0, taken.bytes(), 0));
            goOn(owner, move.id());
        }
        return taken.taken() > 0;
    }

    /** A document that has just come goes on to the connection that its owner chose for it. */
    void takeOn(UUID owner, UUID document, String name, long size, UUID connection) {
        UUID id = UUID.randomUUID();
        UUID job = jobs.enqueue(MoveJob.of(owner, document, id));
        items.insert(new MoveItem(
                id,
                owner,
                null,
                document,
                name,
                connection.toString(),
                connection,
                size,
                MoveItem.State.RUNNING,
                job,
                null));
    }

    @Transactional(readOnly = true)
    public Move find(UUID owner, UUID id) {
        return repository.find(owner, id).orElseThrow(ProblemException::notFound);
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public Page<Move> list(UUID owner, @Nullable UUID before, int limit) {
        return Page.of(
                repository.list(owner, before, limit + 1),
                limit,
                move -> move.id().toString());
    }

    /** Leaves what has not been moved where it is; the connection then stays, too. */
    Move stop(UUID owner, UUID id) {
        if (locked(owner, id).state() != State.RUNNING) {
            throw new ProblemException(ErrorCode.CONFLICT, "This move has already ended.");
        }
        repository.stop(owner, id);
        return find(owner, id);
    }

    /** Tries again what failed. */
    Move retry(UUID owner, UUID id) {
        UUID to = find(owner, id).to();
        boolean gone = to != null && connections.hold(owner, to).isEmpty();
        Move move = locked(owner, id);
        if (move.state() == State.RUNNING) {
            throw new ProblemException(ErrorCode.CONFLICT, "This move is still under way.");
        }
        if (gone) {
            throw new ProblemException(ErrorCode.CONFLICT, "The connection that it went to was removed.");
        }
        int again = items.retry(owner, id);
        if (again == 0 && move.problem() == null) {
            throw new ProblemException(ErrorCode.CONFLICT, "There is nothing in it that could be tried again.");
        }
        repository.set(owner, id, State.RUNNING, null);
        repository.count(owner, id, Count.failed(-again));
        goOn(owner, id);
        return find(owner, id);
    }

    private Move locked(UUID owner, UUID id) {
        return repository.lock(owner, id).orElseThrow(ProblemException::notFound);
    }

    // What jobs tell of their documents

    /** The item that a job is to work on, and its move, both locked; empty if it is no longer the job's. */
    Optional<MoveItem> lock(UUID owner, UUID item, UUID job) {
        items.find(owner, item).map(MoveItem::moveId).ifPresent(move -> repository.lock(owner, move));
        return items.lock(owner, item).filter(locked -> job.equals(locked.jobId()));
    }

    void moved(MoveItem item) {
        end(item, Count.moved(item.size()));
    }

    /** It is gone, or there already. */
    void skipped(MoveItem item) {
        end(item, Count.skipped(1));
    }

    private void end(MoveItem item, Count count) {
        items.delete(item);
        if (item.moveId() != null) {
            repository.count(item.owner(), item.moveId(), count);
            goOn(item.owner(), item.moveId());
        }
    }

    /** @param forAll whether the same would happen to every other document of a move from one place to another */
    void failed(MoveItem item, DocumentSummary.Problem problem, boolean forAll) {
        items.fail(item, problem);
        UUID id = item.moveId();
        if (id != null) {
            boolean oneWay = forAll && locked(item.owner(), id).from() != null;
            int others = oneWay ? items.failWaiting(item.owner(), id, problem) : 0;
            repository.count(item.owner(), id, Count.failed(1L + others));
            goOn(item.owner(), id);
        }
    }

    /** Its job is tried again by itself, so to speak: by its owner, in the list of jobs. */
    void retried(MoveItem item) {
        if (!items.startAgain(item)) {
            throw new ProblemException(ErrorCode.CONFLICT, "The document is being moved already.");
        }
        UUID id = item.moveId();
        if (id != null) {
            repository.count(item.owner(), id, Count.failed(-1));
            repository.set(item.owner(), id, State.RUNNING, null);
        }
    }

    /** An item whose job has ended without telling. */
    void abandoned(MoveItem item) {
        UUID job = item.jobId();
        if (job != null) {
            lock(item.owner(), item.id(), job).ifPresent(now -> {
                if (now.state() == MoveItem.State.DROPPED) {
                    items.delete(now);
                } else {
                    items.start(now, jobs.enqueue(MoveJob.of(now.owner(), now.documentId(), now.id())));
                }
            });
        }
    }

    /** An item that failed so long ago that nobody tries it again; what is left of it where it was to go is cleared away. */
    void forget(MoveItem item) {
        UUID to = item.connectionId();
        boolean reachable = to == null || connections.hold(item.owner(), to).isPresent();
        items.lock(item.owner(), item.id())
                .filter(now -> now.state() == MoveItem.State.FAILED)
                .ifPresent(now -> {
                    if (now.staged() == null || !reachable) {
                        items.delete(now);
                    } else {
                        items.drop(now, jobs.enqueue(MoveJob.of(now.owner(), now.documentId(), now.id())));
                    }
                });
    }

    /** Begins with what is next; where there is nothing left, the move ends. */
    void goOn(UUID owner, UUID id) {
        int running = items.running(owner, id);
        for (; running < UNDER_WAY; running++) {
            Optional<MoveItem> next = items.next(owner, id);
            if (next.isEmpty()) {
                break;
            }
            items.start(
                    next.get(),
                    jobs.enqueue(MoveJob.of(
                            owner, next.get().documentId(), next.get().id())));
        }
        if (running == 0) {
            end(owner, locked(owner, id));
        }
    }

    private void end(UUID owner, Move move) {
        if (move.state() != State.RUNNING) {
            return;
        }
        if (move.thenDelete() && move.failed() == 0) {
            jobs.enqueueUnlessWaiting(FinishMoveJob.of(owner, move.id()), Duration.ZERO);
        } else {
            repository.set(owner, move.id(), State.DONE, null);
        }
    }
}

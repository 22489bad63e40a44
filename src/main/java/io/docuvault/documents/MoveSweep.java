package io.docuvault.documents;

import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.docuvault.jobs.ScheduledWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every hour: has moves go on whose jobs ended without their knowing, which takes a database that fails at the worst
 * moment, and forgets moves that ended long ago, and what failed in them or by itself.
 */
@Component
class MoveSweep implements ScheduledWork {

    private static final int BATCH = 200;
    private static final Duration REMEMBERED = Duration.ofDays(90);

    private final MoveRepository repository;
    private final MoveItemRepository items;
    private final Moves moves;
    private final TransactionTemplate transactions;
    private final Clock clock;

    MoveSweep(
            MoveRepository repository,
            MoveItemRepository items,
            Moves moves,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.items = items;
        this.moves = moves;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "move-sweep";
    }

    @Override
    public Schedule schedule() {
        return FixedDelay.of(Duration.ofHours(1));
    }

    @Override
    public void run() {
        List<MoveItem> abandoned = Objects.requireNonNull(transactions.execute(_ -> items.abandoned(BATCH)));
        abandoned.forEach(item -> transactions.executeWithoutResult(_ -> moves.abandoned(item)));
        Instant before = clock.instant().minus(REMEMBERED);
        int failed = BATCH;
        while (failed == BATCH) {
            List<MoveItem> batch = Objects.requireNonNull(transactions.execute(_ -> items.failedBefore(before, BATCH)));
            batch.forEach(item -> transactions.executeWithoutResult(_ -> moves.forget(item)));
            failed = batch.size();
        }
        int deleted = BATCH;
        while (deleted == BATCH) {
            deleted = Objects.requireNonNull(transactions.execute(_ -> repository.deleteFinishedBefore(before, BATCH)));
        }
    }
}

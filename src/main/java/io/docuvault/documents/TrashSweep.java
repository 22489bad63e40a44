package io.docuvault.documents;

import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Every hour: deletes for good what has been in the trash for long enough. */
@Component
class TrashSweep implements ScheduledWork {

    private static final int BATCH = 200;

    private final JdbcClient jdbc;
    private final DocumentChanges changes;
    private final DocumentSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    TrashSweep(
            JdbcClient jdbc,
            DocumentChanges changes,
            DocumentSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Due(UUID id, UUID owner) {}

    @Override
    public String name() {
        return "trash-sweep";
    }

    @Override
    public Schedule schedule() {
        return FixedDelay.of(Duration.ofHours(1));
    }

    @Override
    public void run() {
        Instant time = clock.instant().minus(settings.trashRetention());
        for (List<Due> batch = due(time); !batch.isEmpty(); batch = due(time)) {
            Map<UUID, List<UUID>> byOwner = batch.stream()
                    .collect(Collectors.groupingBy(Due::owner, Collectors.mapping(Due::id, Collectors.toList())));
            byOwner.forEach(changes::delete);
        }
    }

    private List<Due> due(Instant time) {
        return Objects.requireNonNull(transactions.execute(_ -> jdbc.sql("""
                        select id, owner_id as owner from documents
                        where trashed_at is not null and trashed_at < :time order by trashed_at limit :limit
                        """)
                .param("time", Times.column(time))
                .param("limit", BATCH)
                .query(Due.class)
                .list()));
    }
}

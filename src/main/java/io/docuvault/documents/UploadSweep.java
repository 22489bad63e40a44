package io.docuvault.documents;

import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.docuvault.jobs.ScheduledWork;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Every 30 minutes: ends uploads that nobody completed, gives their reservation back and removes their bytes. */
@Component
class UploadSweep implements ScheduledWork {

    private static final Logger log = LoggerFactory.getLogger(UploadSweep.class);
    private static final int BATCH = 200;
    /** So long a client may still ask what became of an upload. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final UploadRepository repository;
    private final UploadEnds ends;
    private final DocumentSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    UploadSweep(
            UploadRepository repository,
            UploadEnds ends,
            DocumentSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.ends = ends;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "upload-sweep";
    }

    @Override
    public Schedule schedule() {
        return FixedDelay.of(Duration.ofMinutes(30));
    }

    @Override
    public void run() {
        Set<UUID> failed = new HashSet<>();
        for (List<UploadRow> batch = expired(failed); !batch.isEmpty(); batch = expired(failed)) {
            batch.forEach(upload -> end(upload, failed));
        }
        transactions.executeWithoutResult(
                _ -> repository.forgetFinishedBefore(clock.instant().minus(REMEMBERED)));
    }

    private List<UploadRow> expired(Set<UUID> failed) {
        return Objects.requireNonNull(transactions.execute(
                _ -> repository.expiredBefore(clock.instant().minus(settings.uploadGrace()), failed, BATCH)));
    }

    /** One upload that can't be ended does not keep the others; the next run tries again. */
    private void end(UploadRow upload, Set<UUID> failed) {
        try {
            ends.end(upload, UploadState.ABORTED);
        } catch (RuntimeException e) {
            log.error("The abandoned upload {} could not be ended", upload.id(), e);
            failed.add(upload.id());
        }
    }
}

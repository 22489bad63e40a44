package io.docuvault.documents;

import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.docuvault.jobs.ScheduledWork;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
    private final Uploads uploads;
    private final DocumentSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    UploadSweep(
            UploadRepository repository,
            Uploads uploads,
            DocumentSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.uploads = uploads;
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
        for (List<UploadRow> batch = expired(); !batch.isEmpty(); batch = expired()) {
            batch.forEach(this::end);
        }
        transactions.executeWithoutResult(
                _ -> repository.forgetFinishedBefore(clock.instant().minus(REMEMBERED)));
    }

    private List<UploadRow> expired() {
        return Objects.requireNonNull(transactions.execute(
                _ -> repository.expiredBefore(clock.instant().minus(settings.uploadGrace()), BATCH)));
    }

    private void end(UploadRow upload) {
        try {
            uploads.end(upload, UploadState.ABORTED);
        } catch (IOException e) {
            // Its row has ended: the quota is right. Its bytes are left for whoever compares the store with the rows.
            log.warn("The bytes of the abandoned upload {} could not be removed", upload.id(), e);
        }
    }
}

package io.docuvault.documents;

import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.Caller;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudDrive.Look;
import io.docuvault.storage.CloudDrive.Seen;
import io.docuvault.storage.Connections;
import io.docuvault.storage.Connections.Owned;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every day: goes round the storage that users have connected, one after the other. What of theirs was changed, renamed
 * or is gone there is said in the documents; uploads that were left there are removed. Nothing else in a drive is ever
 * touched. A drive that does not answer, or wants to be asked less often, is left until the next day, and so is what a
 * drive is too slow to answer in its time: the next round begins behind the document at which this one stopped.
 */
@Component
class DriveRounds implements ScheduledWork {

    private static final Logger log = LoggerFactory.getLogger(DriveRounds.class);
    private static final int BATCH = 500;
    private static final UUID FIRST = new UUID(0, 0);

    /** For each connection, so that a slow one does not keep the others waiting. */
    private static final Duration TIME = Duration.ofMinutes(30);

    private final JdbcClient jdbc;
    private final Connections connections;
    private final Stores stores;
    private final StoreSweep sweep;
    private final StoredElsewhere elsewhere;
    private final TransactionTemplate transactions;

    /** By connection, the document at which its last round stopped. Whoever does not know it begins with the first. */
    private final Map<UUID, UUID> stoppedAt = new ConcurrentHashMap<>();

    DriveRounds(
            JdbcClient jdbc,
            Connections connections,
            Stores stores,
            StoreSweep sweep,
            StoredElsewhere elsewhere,
            TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.stores = stores;
        this.sweep = sweep;
        this.elsewhere = elsewhere;
        this.transactions = transactions;
    }

    private record Lying(UUID id, String blobRef, @Nullable String problemCode) {}

    @Override
    public String name() {
        return "drive-rounds";
    }

    @Override
    public Schedule schedule() {
        return FixedDelay.of(Duration.ofDays(1));
    }

    @Override
    public void run() {
        for (Owned connection : connections.everybodys()) {
            Caller.user(connection.owner()).run(() -> visit(connection));
        }
    }

    private void visit(Owned connection) {
        try {
            if (stores.get(connection.id().toString()) instanceof CloudDrive drive) {
                look(connection, drive);
                sweep.sweep(drive);
            }
        } catch (IOException | UncheckedIOException e) {
            log.info("The connection {} was not looked at to its end; the next round does", connection.id(), e);
        } catch (RuntimeException e) {
            log.warn("The connection {} can't be looked at", connection.id(), e);
        }
    }

    private void look(Owned connection, CloudDrive drive) throws IOException {
        Look look = null;
        long begun = System.nanoTime();
        UUID start = Objects.requireNonNullElse(stoppedAt.remove(connection.id()), FIRST);
        for (List<Lying> batch = after(connection, start);
                !batch.isEmpty();
                batch = after(connection, batch.getLast().id())) {
            look = look == null ? drive.look() : look;
            for (Lying document : batch) {
                if (System.nanoTime() - begun > TIME.toNanos()) {
                    log.info("The connection {} is too slow for one round; the next one goes on", connection.id());
                    return;
                }
                stoppedAt.put(connection.id(), document.id());
                Seen seen = look.at(new BlobRef(document.blobRef()));
                elsewhere.looked(connection.owner(), document.id(), document.blobRef(), document.problemCode(), seen);
            }
        }
        stoppedAt.remove(connection.id());
    }

    private List<Lying> after(Owned connection, UUID last) {
        return Objects.requireNonNull(transactions.execute(_ -> jdbc.sql("""
                        select id, blob_ref, problem_code from documents
                        where owner_id = :owner and connection_id = :connection and status = 'ready' and id > :last
                        order by id limit :limit
                        """)
                .param("owner", connection.owner())
                .param("connection", connection.id())
                .param("last", last)
                .param("limit", BATCH)
                .query(Lying.class)
                .list()));
    }
}

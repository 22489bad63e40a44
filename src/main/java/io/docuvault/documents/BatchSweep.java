package io.docuvault.documents;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Every night: forgets batches that nobody has undone for long, so that labels are not kept twice for ever. */
@Component
class BatchSweep implements ScheduledWork {

    static final Duration KEPT = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final Clock clock;

    BatchSweep(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "batch-cleanup";
    }

    @Override
    public Schedule schedule() {
        return Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 50));
    }

    @Override
    @Transactional
    public void run() {
        jdbc.sql("delete from label_batches where created_at < :before")
                .param("before", Times.column(clock.instant().minus(KEPT)))
                .update();
    }
}

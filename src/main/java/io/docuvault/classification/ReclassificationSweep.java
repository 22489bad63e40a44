package io.docuvault.classification;

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

/** Every night: forgets answers that nobody has applied or dropped for long; what was paid for stays in the runs. */
@Component
class ReclassificationSweep implements ScheduledWork {

    private static final Duration KEPT = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final Clock clock;

    ReclassificationSweep(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "reclassification-cleanup";
    }

    @Override
    public Schedule schedule() {
        return Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 55));
    }

    @Override
    @Transactional
    public void run() {
        jdbc.sql("delete from reclassifications where created_at < :before and state <> 'running'")
                .param("before", Times.column(clock.instant().minus(KEPT)))
                .update();
    }
}

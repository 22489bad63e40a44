package io.docuvault.jobs;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Forgets jobs that ended well long ago; failed ones stay until their owner has dealt with them. */
@Component
class JobCleanup implements ScheduledWork {

    private final JobRepository repository;
    private final JobSettings settings;
    private final Clock clock;

    JobCleanup(JobRepository repository, JobSettings settings, Clock clock) {
        this.repository = repository;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "job-cleanup";
    }

    @Override
    public Schedule schedule() {
        return Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 10));
    }

    @Override
    @Transactional
    public void run() {
        repository.deleteFinishedBefore(clock.instant().minus(settings.keepFinished()));
    }
}

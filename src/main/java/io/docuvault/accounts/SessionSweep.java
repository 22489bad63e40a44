package io.docuvault.accounts;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.docuvault.jobs.ScheduledWork;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Every day: forgets sign-ins that ended long ago, and whatever would be refused for its age alone. */
@Component
class SessionSweep implements ScheduledWork {

    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final SessionRepository repository;
    private final KnownDevices devices;
    private final SigningKeys keys;
    private final Clock clock;

    SessionSweep(SessionRepository repository, KnownDevices devices, SigningKeys keys, Clock clock) {
        this.repository = repository;
        this.devices = devices;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "session-sweep";
    }

    @Override
    public Schedule schedule() {
        return Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 20));
    }

    @Override
    @Transactional
    public void run() {
        repository.forgetEndedBefore(clock.instant().minus(REMEMBERED));
        repository.forgetTokensExpiredBefore(clock.instant());
        devices.forgetOld();
        keys.forgetRetired();
    }
}

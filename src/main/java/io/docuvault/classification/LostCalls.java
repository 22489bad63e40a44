package io.docuvault.classification;

import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.docuvault.jobs.ScheduledWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Every five minutes: says of calls whose server stopped before the answer came that none will come. */
@Component
class LostCalls implements ScheduledWork {

    static final Duration INTERVAL = Duration.ofMinutes(5);

    private final RunRepository runs;
    private final ModelSettings settings;
    private final Clock clock;

    LostCalls(RunRepository runs, ModelSettings settings, Clock clock) {
        this.runs = runs;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ai-lost-calls";
    }

    @Override
    public Schedule schedule() {
        return FixedDelay.of(INTERVAL);
    }

    @Override
    @Transactional
    public void run() {
        runs.giveUpAll(before());
    }

    /** Of a call that began before, no answer comes any more. */
    Instant before() {
        return clock.instant().minus(settings.longestCall());
    }
}

package io.docuvault.jobs;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;

/** Work that the system does by the clock, once for all nodes, with the system itself as the caller. */
public interface ScheduledWork {

    /** Unique and never changed: the schedule's row in the database carries it. */
    String name();

    Schedule schedule();

    void run();
}

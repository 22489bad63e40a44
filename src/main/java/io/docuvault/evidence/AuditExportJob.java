package io.docuvault.evidence;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.ScheduledWork;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;

/** Writes an export, and lets go of what the retention allows. Each midnight (UTC), and whenever somebody asks for it. */
@Component
class AuditExportJob implements JobHandler {

    static final String KIND = "audit-export";

    private final AuditExports exports;
    private final Jobs jobs;

    AuditExportJob(AuditExports exports, Jobs jobs) {
        this.exports = exports;
        this.jobs = jobs;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** The store may be away for a night. */
    @Override
    public int maxAttempts() {
        return 24;
    }

    @Override
    public void run(Job job) throws IOException {
        exports.write(() -> jobs.requireLease(job));
        exports.forgetOld();
    }

    /** Asks for it at midnight; being a job, it is tried again where the store is away. */
    @Component
    static class Nightly implements ScheduledWork {

        private final AuditExports exports;

        Nightly(AuditExports exports) {
            this.exports = exports;
        }

        @Override
        public String name() {
            return "audit-export";
        }

        @Override
        public Schedule schedule() {
            return Schedules.daily(ZoneOffset.UTC, LocalTime.MIDNIGHT);
        }

        @Override
        public void run() {
            exports.request();
        }
    }
}

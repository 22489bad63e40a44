package io.docuvault.jobs;

import io.docuvault.shared.AfterRestore;
import io.docuvault.shared.Times;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Jobs that waited or were at work wait again. A backup has no queues: they are filled from the jobs themselves, so that
 * none is in its queue twice or not at all.
 */
@Component
class JobsAfterRestore implements AfterRestore {

    private final JdbcClient jdbc;

    JobsAfterRestore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void restored(Instant now) {
        jdbc.sql("update jobs set state = 'queued', run_at = :now where state = 'running'")
                .param("now", Times.column(now))
                .update();
        for (JobQueue queue : JobQueue.values()) {
            jdbc.sql("""
                            insert into %s (task_name, task_instance, execution_time, picked, version, priority)
                            select 'job', id::text, run_at, false, 1, 0 from jobs
                            where state = 'queued' and queue = :queue
                            on conflict do nothing
                            """.formatted(queue.table())).param("queue", queue.name()).update();
        }
    }
}

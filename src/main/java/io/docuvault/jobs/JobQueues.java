package io.docuvault.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.docuvault.shared.Caller;
import io.docuvault.shared.NodeRole;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The queues' db-schedulers: one for each, with its own table and threads. A node that does not work only fills them. */
@Component
@DependsOnDatabaseInitialization
class JobQueues implements SmartLifecycle, SmartInitializingSingleton {

    private static final TaskDescriptor<Void> JOB = TaskDescriptor.of("job");
    private static final int MISSED_HEARTBEATS = 4;
    /** Beyond this many waiting jobs of one owner their priority sinks no further. */
    private static final int LOWEST_PRIORITY = 10_000;

    /** What a job itself fails with, {@link JobRunner} sees to; it fails only where it can't write down what has come of it. */
    private static final Duration AFTER_DATABASE_TROUBLE = Duration.ofSeconds(5);

    private final Map<JobQueue, Scheduler> schedulers = new ConcurrentHashMap<>();
    private final DataSource dataSource;
    private final JobSettings settings;
    private final NodeRole role;
    private final JobRepository repository;
    private final JobRunner runner;
    private final ObjectProvider<ScheduledWork> scheduledWork;
    private final Clock clock;
    private volatile boolean running;
    private boolean stopped;

    JobQueues(
            DataSource dataSource,
            JobSettings settings,
            NodeRole role,
            JobRepository repository,
            JobRunner runner,
            ObjectProvider<ScheduledWork> scheduledWork,
            Clock clock) {
        this.dataSource = new TransactionAwareDataSourceProxy(dataSource);
        this.settings = settings;
        this.role = role;
        this.repository = repository;
        this.runner = runner;
        this.scheduledWork = scheduledWork;
        this.clock = clock;
    }

    /** Once all beans are there, because scheduled work may itself enqueue jobs. */
    @Override
    public void afterSingletonsInstantiated() {
        for (JobQueue queue : JobQueue.values()) {
            schedulers.put(queue, newScheduler(queue));
        }
    }

    private Scheduler newScheduler(JobQueue queue) {
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(jobTask(runner));
        // A node that does not work makes nothing that it does not use: what works by schedule may need keys.
        var recurring = queue == JobQueue.DOCUMENTS && role.works()
                ? scheduledWork.stream().map(JobQueues::recurringTask).toList()
                : List.<RecurringTask<Void>>of();
        return Scheduler.create(dataSource, tasks)
                .startTasks(recurring)
                .tableName(queue.table())
                .threads(settings.workers(queue))
                .executorService(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name(queue.table() + "-", 0).factory()))
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .deleteUnresolvedAfter(Duration.ofDays(3650))
                .shutdownMaxWait(Duration.ofSeconds(20))
                .alwaysPersistTimestampInUTC()
                .enablePriority()
                .clock(clock::instant)
                .build();
    }

    private static Task<Void> jobTask(JobRunner runner) {
        return Tasks.custom(JOB)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_DATABASE_TROUBLE))
                .onDeadExecutionRevive()
                .execute((instance, _) -> {
                    UUID id = UUID.fromString(instance.getId());
                    runner.run(id);
                    return (complete, operations) ->
                            runner.settle(id, at -> operations.reschedule(complete, at), operations::remove);
                });
    }

    private static RecurringTask<Void> recurringTask(ScheduledWork work) {
        return Tasks.recurring(work.name(), work.schedule())
                .execute((_, _) -> Caller.system().run(work::run));
    }

    /**
     * Schedules a job in the current transaction. The more jobs its owner has waiting, the lower its priority, so that
     * one person's thousand scans do not keep another's single one waiting.
     */
    void schedule(JobHandler handler, UUID id, UUID owner, Instant at) {
        JobQueue queue = handler.queue();
        int waiting = repository.waiting(owner, queue, LOWEST_PRIORITY);
        int priority = handler.urgent() ? LOWEST_PRIORITY - waiting : -waiting;
        Scheduler scheduler = scheduler(queue);
        scheduler.scheduleIfNotExists(
                JOB.instance(id.toString()).priority(priority).build(), at);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.triggerCheckForDueExecutions();
            }
        });
    }

    /** Takes a job out of its queue, unless a worker has it just now. */
    void cancel(JobQueue queue, UUID id) {
        scheduler(queue).getScheduledExecution(JOB.instanceId(id.toString())).ifPresent(execution -> {
            if (!execution.isPicked()) {
                try {
                    scheduler(queue).cancel(execution.getTaskInstance());
                } catch (TaskInstanceException _) {
                    // A worker was quicker; it finds the job cancelled and drops it.
                }
            }
        });
    }

    private Scheduler scheduler(JobQueue queue) {
        return Objects.requireNonNull(schedulers.get(queue));
    }

    /** A db-scheduler that was stopped can't be started again: new ones take its place. */
    @Override
    public void start() {
        if (stopped) {
            afterSingletonsInstantiated();
            stopped = false;
        }
        schedulers.values().forEach(Scheduler::start);
        running = true;
    }

    @Override
    public void stop() {
        schedulers.values().parallelStream().forEach(Scheduler::stop);
        stopped = true;
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isAutoStartup() {
        return role.works();
    }
}

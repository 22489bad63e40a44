package io.docuvault.jobs;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this node works through the queues.
 *
 * @param documentWorkers jobs of the {@code documents} queue at the same time
 * @param emailWorkers jobs of the {@code email} queue at the same time
 * @param transferWorkers jobs of the {@code transfers} queue at the same time
 * @param aiWorkers jobs of the {@code ai} queue at the same time; they do little but wait
 * @param pollInterval how often a queue is looked at for work enqueued by other nodes; this node's own starts at once
 * @param heartbeat how often a running job says that it is alive; after four missed ones it is run again
 * @param keepFinished how long a finished job stays in its owner's list
 */
@Validated
@ConfigurationProperties("docuvault.jobs")
record JobSettings(
        @DefaultValue("2") @Min(1) int documentWorkers,
        @DefaultValue("2") @Min(1) int emailWorkers,
        @DefaultValue("4") @Min(1) int transferWorkers,
        @DefaultValue("12") @Min(1) int aiWorkers,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("5s") Duration heartbeat,
        @DefaultValue("7d") Duration keepFinished) {

    int workers(JobQueue queue) {
        return switch (queue) {
            case DOCUMENTS -> documentWorkers;
            case EMAIL -> emailWorkers;
            case TRANSFERS -> transferWorkers;
            case AI -> aiWorkers;
        };
    }
}

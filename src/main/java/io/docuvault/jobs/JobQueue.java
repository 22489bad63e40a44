package io.docuvault.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The queues; each has its own table and its own workers, so that none ever waits for another. */
public enum JobQueue {
    @JsonProperty("documents")
    DOCUMENTS("queue_documents"),
    @JsonProperty("email")
    EMAIL("queue_email"),
    /** Long copies from one storage to another. */
    @JsonProperty("transfers")
    TRANSFERS("queue_transfers"),
    /** Calls of language models, which may take long or hang. */
    @JsonProperty("ai")
    AI("queue_ai");

    private final String table;

    JobQueue(String table) {
        this.table = table;
    }

    String table() {
        return table;
    }
}

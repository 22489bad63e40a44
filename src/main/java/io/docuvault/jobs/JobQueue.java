package io.docuvault.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two queues; each has its own table and its own workers, so that neither ever waits for the other. */
public enum JobQueue {
    @JsonProperty("documents")
    DOCUMENTS("queue_documents"),
    @JsonProperty("email")
    EMAIL("queue_email");

    private final String table;

    JobQueue(String table) {
        this.table = table;
    }

    String table() {
        return table;
    }
}

package io.docuvault.shared;

import java.util.stream.Stream;

/** What this process does of a system that may consist of several ({@code ROLE}). */
public enum NodeRole {
    ALL(true, true),
    /** Answers requests; what can wait it only puts into the queues. */
    WEB(true, false),
    /** Works through the queues and the schedule; answers nothing but how it is. */
    WORKER(false, true),
    /** One of the operator's commands beside the nodes: neither. */
    COMMAND(false, false);

    private final boolean serves;
    private final boolean works;

    NodeRole(boolean serves, boolean works) {
        this.serves = serves;
        this.works = works;
    }

    /**
     * The role of this name.
     *
     * @throws SettingException if there is none
     */
    public static NodeRole named(String name) {
        return Stream.of(values())
                .filter(role -> role.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> new SettingException("ROLE must be all, web or worker."));
    }

    /** Whether it answers users' requests and shows them pages. */
    public boolean serves() {
        return serves;
    }

    /** Whether it does queued and scheduled work. */
    public boolean works() {
        return works;
    }

    /** Whether others do what it does not, so that all must reach the same database. */
    public boolean isPartOfSeveral() {
        return this == WEB || this == WORKER;
    }
}

package io.docuvault.jobs;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** What jobs are about has a name in a module of its own, which gives it here. */
public interface JobSubjects {

    /** The names of those of an owner's things that are known here. */
    Map<UUID, String> names(UUID owner, Collection<UUID> subjects);
}

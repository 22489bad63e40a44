package io.docuvault.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Every handler by its kind. Looked up late, because handlers themselves enqueue jobs. */
@Component
class JobHandlers {

    private final ObjectProvider<JobHandler> handlers;

    JobHandlers(ObjectProvider<JobHandler> handlers) {
        this.handlers = handlers;
    }

    JobHandler of(String kind) {
        return find(kind).orElseThrow(() -> new IllegalArgumentException("No handler does jobs of kind " + kind));
    }

    /** Empty for a kind that only another version of the program knows. */
    Optional<JobHandler> find(String kind) {
        return Optional.ofNullable(byKind().get(kind));
    }

    /** What can be done here. */
    Set<String> kinds() {
        return byKind().keySet();
    }

    private Map<String, JobHandler> byKind() {
        List<JobHandler> all = handlers.stream().toList();
        return all.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
    }
}

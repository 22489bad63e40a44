package io.docuvault.jobs;

import io.docuvault.jobs.JobView.State;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.shared.SignIn;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
@RequestMapping(path = "/api")
@Tag(name = "jobs", description = "One's own background work, and live events")
class JobController {

    private final Jobs jobs;
    private final EventStreams streams;

    JobController(Jobs jobs, EventStreams streams) {
        this.jobs = jobs;
        this.streams = streams;
    }

    @GetMapping("/jobs")
    Page<JobView> listJobs(
            @RequestParam(defaultValue = "") List<@Nullable State> state,
            @RequestParam(required = false) @Nullable UUID subject,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        // A blank one is none.
        Set<State> states = state.stream().filter(Objects::nonNull).collect(Collectors.toSet());
        return jobs.list(Caller.currentUser(), states, subject, after, limit);
    }

    @GetMapping("/jobs/counts")
    Jobs.Counts countJobs() {
        return jobs.counts(Caller.currentUser());
    }

    /** Runs all failed jobs again, 500 at the most; {@code more} says whether there are others. */
    @PostMapping("/jobs/retry")
    Jobs.Retried retryFailedJobs() {
        return jobs.retryFailed(Caller.currentUser());
    }

    @PostMapping("/jobs/{id}/retry")
    JobView retryJob(@PathVariable UUID id) {
        return jobs.retry(Caller.currentUser(), id);
    }

    @PostMapping("/jobs/{id}/cancel")
    JobView cancelJob(@PathVariable UUID id) {
        return jobs.cancel(Caller.currentUser(), id);
    }

    /** Server-sent events {@code document}, {@code job}, {@code move}, {@code topics} and {@code account}. */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter streamEvents() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        SignIn signIn = (SignIn)
                Objects.requireNonNull(Objects.requireNonNull(authentication).getDetails());
        return streams.open(Caller.currentUser(), signIn);
    }
}

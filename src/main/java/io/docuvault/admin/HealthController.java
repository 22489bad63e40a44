package io.docuvault.admin;

import io.docuvault.admin.Health.Part;
import io.docuvault.admin.Health.Status;
import io.docuvault.shared.Probe;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says how the system's parts are. Open to everybody, so it says no more than that. */
@RestController
@Tag(name = "health")
class HealthController implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthController.class);
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Probe> probes;

    HealthController(List<Probe> probes) {
        this.probes = probes;
    }

    /** Always 200: whether it is well stands in {@code status}. */
    @GetMapping("/health")
    ResponseEntity<Health> health() {
        Map<String, CompletableFuture<Optional<Part>>> looking = new TreeMap<>();
        probes.forEach(probe -> looking.put(probe.part(), look(probe)));
        Map<String, Part> parts = new TreeMap<>();
        looking.forEach((name, looked) -> looked.join().ifPresent(part -> parts.put(name, part)));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(Health.of(parts));
    }

    private CompletableFuture<Optional<Part>> look(Probe probe) {
        return CompletableFuture.supplyAsync(() -> check(probe), threads)
                .completeOnTimeout(
                        Optional.of(new Part(Status.DEGRADED, "It does not answer in time.")),
                        DEADLINE.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static Optional<Part> check(Probe probe) {
        try {
            if (!probe.matters()) {
                return Optional.empty();
            }
            probe.check();
            return Optional.of(new Part(
                    Status.OK,
                    probe.remarks().isEmpty() ? null : "It works, but not all is as it should be; the log says what."));
        } catch (Exception e) {
            log.warn("The part {} is not well: {}", probe.part(), e.toString());
            return Optional.of(new Part(Status.DEGRADED, "It does not work at the moment."));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

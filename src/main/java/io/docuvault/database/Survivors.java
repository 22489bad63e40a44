package io.docuvault.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier, killed DocuVault may have left behind: server processes that still run on the data directory, and a
 * {@code postmaster.pid} whose number may belong to an unrelated process by now.
 */
final class Survivors {

    private static final Logger log = LoggerFactory.getLogger(Survivors.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Survivors() {}

    /**
     * Stops those processes, then removes the file where PostgreSQL would stumble over it. Only for the holder of the
     * home's lock.
     */
    static void stop(Path cluster) throws IOException {
        if (!stopped(cluster, "INT") && !stopped(cluster, "QUIT") && !stopped(cluster, "KILL")) {
            throw new DatabaseStartException(
                    "An earlier database server still runs on %s and cannot be stopped: end the processes %s."
                            .formatted(cluster, processesIn(cluster)));
        }
        // With the number of a dead process PostgreSQL removes the file itself, after checks that need what is in it.
        if (PostmasterPid.read(cluster).map(PostmasterPid::isAlive).orElse(true)) {
            Files.deleteIfExists(cluster.resolve("postmaster.pid"));
        }
    }

    private static boolean stopped(Path cluster, String signal) throws IOException {
        List<Long> survivors = processesIn(cluster);
        if (survivors.isEmpty()) {
            return true;
        }
        log.info("Stopping the database server that an earlier DocuVault left behind: {} to {}", signal, survivors);
        Long postmaster = PostmasterPid.read(cluster).map(PostmasterPid::pid).orElse(-1L);
        if (survivors.contains(postmaster)) {
            Commands.signal(signal, postmaster); // which stops its back ends
        } else {
            // To a back end, INT means to give up a statement only.
            survivors.forEach(pid -> Commands.signal(signal.equals("INT") ? "TERM" : signal, pid));
        }
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
            if (processesIn(cluster).isEmpty()) {
                return true;
            }
            Pause.shortly();
        }
        return false;
    }

    /** Every process of PostgreSQL works in its data directory. */
    static List<Long> processesIn(Path cluster) throws IOException {
        Path directory = cluster.toRealPath();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> worksIn(process, directory))
                    .map(process -> Long.parseLong(process.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean worksIn(Path process, Path directory) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(directory);
        } catch (IOException _) {
            return false; // gone meanwhile, or not ours to look at and so no server of ours
        }
    }
}

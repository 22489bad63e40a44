package io.docuvault.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server says about itself in {@code postmaster.pid}: its process on the first line, its port on
 * the fourth, how far it has come on the eighth.
 */
record PostmasterPid(long pid, int port, boolean isReady) {

    boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Empty if there is no server, or it has not written a whole first line. */
    static Optional<PostmasterPid> read(Path cluster) throws IOException {
        try {
            List<String> lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new PostmasterPid(
                            Long.parseLong(lines.getFirst().strip()),
                            lines.size() >= 4 ? Integer.parseInt(lines.get(3).strip()) : 0,
                            lines.size() >= 8 && lines.get(7).strip().equals("ready")));
        } catch (NoSuchFileException | NumberFormatException _) {
            return Optional.empty();
        }
    }
}

package io.docuvault.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Runs short programs to their end. */
final class Commands {

    private Commands() {}

    /**
     * Runs a program and returns what it printed.
     *
     * @throws DatabaseStartException with what it printed, if it failed
     */
    static String run(List<String> command) throws IOException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (exitCode(process) != 0) {
            throw new DatabaseStartException(
                    "The embedded database cannot be started: %s failed: %s".formatted(command, output.strip()));
        }
        return output;
    }

    static boolean succeeds(List<String> command) throws IOException {
        Process process = start(command);
        process.getInputStream().readAllBytes();
        return exitCode(process) == 0;
    }

    /** Sends a signal by its name; Java itself knows TERM and KILL only. A process that is gone is no failure. */
    static void signal(String name, long pid) {
        try {
            succeeds(List.of("sh", "-c", "kill -" + name + " " + pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new DatabaseStartException("Interrupted while the embedded database started.", e);
        }
    }
}

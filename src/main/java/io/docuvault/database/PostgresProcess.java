package io.docuvault.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server. */
final class PostgresProcess {

    private static final Logger log = LoggerFactory.getLogger("io.docuvault.database.postgres");
    private static final int LINES_KEPT = 20;
    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(60);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

    private final Path cluster;
    private final List<String> command;
    private final CompletableFuture<Process> forked = new CompletableFuture<>();
    private final Queue<String> lastLines = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    private PostgresProcess(Path cluster, List<String> command) {
        this.cluster = cluster;
        this.command = command;
        // The kernel interrupts the server when the thread that forked it ends: one of its own, which waits for it.
        this.thread = Thread.ofPlatform().daemon().name("database-server").unstarted(this::forkAndWait);
    }

    /** Starts the server and waits until it takes connections. */
    static PostgresProcess start(Path cluster, List<String> command) throws IOException {
        PostgresProcess server = new PostgresProcess(cluster, command);
        server.thread.start();
        try {
            server.awaitReady();
        } catch (IOException | RuntimeException e) {
            server.stop();
            throw e;
        }
        return server;
    }

    private void forkAndWait() {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
        } catch (IOException e) {
            forked.completeExceptionally(e);
            return;
        }
        forked.complete(process);
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
            }
        } catch (IOException e) {
            log.debug("The server's output ended", e);
        }
        process.onExit().join();
    }

    private void keep(String line) {
        if (line.contains(" FATAL: ") || line.contains(" PANIC: ")) {
            log.error(line);
        } else {
            log.debug(line);
        }
        lastLines.add(line);
        if (lastLines.size() > LINES_KEPT) {
            lastLines.poll();
        }
    }

    private void awaitReady() throws IOException {
        Process process = process();
        // No time limit: after a crash it first reads its log, however long that is.
        while (!isReady(process)) {
            if (!process.isAlive()) {
                throw new DatabaseStartException(
                        "The embedded database ended while starting:\n  " + String.join("\n  ", lastLines));
            }
            Pause.shortly();
        }
    }

    private boolean isReady(Process process) throws IOException {
        return PostmasterPid.read(cluster)
                .filter(server -> server.pid() == process.pid())
                .map(PostmasterPid::isReady)
                .orElse(false);
    }

    private Process process() {
        try {
            return forked.join();
        } catch (CompletionException e) {
            throw new DatabaseStartException("The embedded database cannot be started: " + e.getCause(), e.getCause());
        }
    }

    /** Ends sessions and the server, in order; a server that hangs recovers at its next start. */
    void stop() {
        if (forked.isCompletedExceptionally()) {
            return;
        }
        Process process = process();
        try {
            Commands.signal("INT", process.pid());
            if (!thread.join(FAST_SHUTDOWN)) {
                log.warn("The database server does not stop; it is told to end at once");
                Commands.signal("QUIT", process.pid());
                thread.join(IMMEDIATE_SHUTDOWN);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server: started, started again if it ends by itself, and stopped. */
final class PostgresProcess {

    private static final Logger log = LoggerFactory.getLogger("io.docuvault.database.postgres");
    private static final int LINES_KEPT = 20;
    private static final Duration BEFORE_RESTART = Duration.ofSeconds(1);
    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(60);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

    private final Path cluster;
    private final List<String> command;
    private final Thread thread;
    private final Queue<String> lastLines = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** Of the first start only: who connects later tries again. */
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private volatile long pid = -1;

    private PostgresProcess(Path cluster, List<String> command) {
        this.cluster = cluster;
        this.command = command;
        // The kernel interrupts the server when the thread that forked it ends: one of its own, which waits for it.
        this.thread = Thread.ofPlatform().daemon().name("database-server").unstarted(this::keepRunning);
    }

    /** Starts the server and waits until it takes connections. */
    static PostgresProcess start(Path cluster, List<String> command) {
        PostgresProcess server = new PostgresProcess(cluster, command);
        server.thread.start();
        try {
            server.ready.join();
            return server;
        } catch (CompletionException e) {
            if (e.getCause() instanceof DatabaseStartException failure) {
                throw failure;
            }
            throw new DatabaseStartException("The embedded database cannot be started: " + e.getCause(), e);
        }
    }

    private void keepRunning() {
        try {
            runOnce();
            while (!ready.isCompletedExceptionally()
                    && !stopping.await(BEFORE_RESTART.toMillis(), TimeUnit.MILLISECONDS)) {
                log.error(
                        "The embedded database ended by itself and is started again; it last said:\n  {}", lastSaid());
                Survivors.stop(cluster);
                runOnce();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!ready.completeExceptionally(e)) {
                log.error("The embedded database cannot be started again; DocuVault must be", e);
            }
        }
    }

    private void runOnce() throws IOException {
        Process process = fork();
        if (process == null) {
            return;
        }
        Thread.ofVirtual().start(() -> awaitReady(process));
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(this::keep);
        }
        process.onExit().join();
        pid = -1;
        ready.completeExceptionally(
                new DatabaseStartException("The embedded database ended while starting:\n  " + lastSaid()));
    }

    /** The new server; null if it is to be stopped already. */
    private synchronized @Nullable Process fork() throws IOException {
        if (stopping.getCount() == 0) {
            return null;
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        pid = process.pid();
        process.getOutputStream().close();
        return process;
    }

    /** Without a time limit: after a crash the server first reads its log, however long that is. */
    private void awaitReady(Process process) {
        while (process.isAlive() && !ready.isDone()) {
            try {
                if (PostmasterPid.read(cluster)
                        .filter(server -> server.pid() == process.pid() && server.isReady())
                        .isPresent()) {
                    ready.complete(null);
                }
                Pause.shortly();
            } catch (IOException | RuntimeException e) {
                ready.completeExceptionally(e);
            }
        }
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

    private String lastSaid() {
        return String.join("\n  ", lastLines);
    }

    /** Ends sessions and the server, in order; a server that hangs is ended at once and recovers at its next start. */
    void stop() {
        try {
            synchronized (this) {
                stopping.countDown();
                signal("INT");
            }
            if (!thread.join(FAST_SHUTDOWN)) {
                log.warn("The embedded database does not stop; it is told to end at once");
                signal("QUIT");
                thread.join(IMMEDIATE_SHUTDOWN);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) {
        long running = pid;
        if (running > 0) {
            Commands.signal(name, running);
        }
    }
}

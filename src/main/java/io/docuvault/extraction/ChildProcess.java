package io.docuvault.extraction;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One child JVM with a directory of its own; reads one document at a time. */
final class ChildProcess implements AutoCloseable {

    /** What became of one request. */
    sealed interface Outcome {
        record Answered(Extraction extraction) implements Outcome {}

        enum Died implements Outcome {
            OUT_OF_MEMORY,
            TIMED_OUT,
            CRASHED,
            KILLED
        }
    }

    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);

    /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
    private static final int EXIT_OUT_OF_MEMORY = 3;

    /** Generous, for a machine that is busy with other things. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final int EXIT_SIGKILL = 128 + 9;

    private final Process process;
    private final Path directory;
    private final Path temporary;
    private final DataOutputStream requests;
    private final BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(2);
    private final CountDownLatch ready = new CountDownLatch(1);
    private final int textCharacters;
    private int documents;

    private ChildProcess(Process process, Path directory, Path temporary, int textCharacters) {
        this.process = process;
        this.directory = directory;
        this.temporary = temporary;
        this.textCharacters = textCharacters;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        // A platform thread: a blocking read of a pipe would hold a carrier of the virtual threads.
        Thread.ofPlatform().daemon().name("extraction-child-" + process.pid()).start(this::readReplies);
    }

    /** Starts one that may answer with so many characters of text. */
    static ChildProcess start(ChildCommand command, Path directory, int textCharacters) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path home = Files.createDirectories(directory.resolve("home"));
        ProcessBuilder builder = new ProcessBuilder(command.words(temporary, home)).directory(home.toFile());
        builder.redirectError(home.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().putAll(ChildCommand.environment(home));
        return new ChildProcess(builder.start(), directory, temporary, textCharacters);
    }

    /** The start of the child is not the document's fault, so its time begins when the child is ready. */
    Outcome run(ExtractionRequest request) throws InterruptedException {
        if (!ready.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            return Outcome.Died.KILLED;
        }
        documents++;
        try {
            ExtractionWire.writeRequest(requests, request);
        } catch (IOException e) {
            log.debug("The child is gone; its reader will say how", e);
        }
        @Nullable Outcome outcome = outcomes.poll(request.limit().toMillis(), TimeUnit.MILLISECONDS);
        if (outcome == null) {
            kill();
            return Outcome.Died.TIMED_OUT;
        }
        if (outcome instanceof Outcome.Answered) {
            WorkDirectory.empty(temporary);
        }
        return outcome;
    }

    boolean usable(int documentsPerProcess) {
        return process.isAlive()
                && outcomes.isEmpty()
                && documents < documentsPerProcess
                && Files.isDirectory(directory);
    }

    /** Ends the child and what it started (tesseract), and leaves nothing of the document behind. */
    @Override
    public void close() {
        kill();
        WorkDirectory.delete(directory);
    }

    private void kill() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readReplies() {
        try (DataInputStream replies = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
            ExtractionWire.readReady(replies);
            ready.countDown();
            while (true) {
                outcomes.add(new Outcome.Answered(ExtractionWire.readReply(replies, textCharacters)));
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Child {} is no longer heard", process.pid(), e);
            outcomes.offer(died());
            ready.countDown();
        }
    }

    private Outcome.Died died() {
        try {
            if (!process.waitFor(Duration.ofSeconds(5))) {
                // It speaks, but not our protocol: never to be listened to again.
                process.destroyForcibly();
                return Outcome.Died.CRASHED;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.debug("Child {} ended with {}", process.pid(), process.exitValue());
        return switch (process.exitValue()) {
            case EXIT_OUT_OF_MEMORY -> Outcome.Died.OUT_OF_MEMORY;
            case EXIT_SIGKILL -> Outcome.Died.KILLED;
            default -> {
                log.warn(
                        "A child process that reads documents ended with status {}: {}",
                        process.exitValue(),
                        WorkDirectory.head(directory.resolve("home").resolve("stderr")));
                yield Outcome.Died.CRASHED;
            }
        };
    }
}

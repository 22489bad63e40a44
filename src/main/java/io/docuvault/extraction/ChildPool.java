package io.docuvault.extraction;

import io.docuvault.extraction.ChildProcess.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Keeps children warm between documents and replaces those that died or have read enough. */
final class ChildPool implements AutoCloseable {

    private final ExtractionSettings settings;
    private final ChildCommand command;
    private final Semaphore permits;
    private final BlockingDeque<ChildProcess> idle = new LinkedBlockingDeque<>();
    private @Nullable WorkDirectory directory;
    private volatile boolean closed;

    ChildPool(ExtractionSettings settings, NetworkIsolation isolation) {
        this.settings = settings;
        this.command = new ChildCommand(settings.memory(), isolation);
        this.permits = new Semaphore(settings.processesOrDefault(), true);
    }

    Outcome run(ExtractionRequest request) throws InterruptedException {
        permits.acquire();
        @Nullable ChildProcess child = null;
        try {
            child = take();
            Outcome outcome = child.run(request);
            if (outcome instanceof Outcome.Answered && giveBack(child)) {
                child = null;
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException("A process to read the document in could not be started", e);
        } finally {
            if (child != null) {
                child.close();
            }
            permits.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (ChildProcess child = idle.poll(); child != null; child = idle.poll()) {
            child.close();
        }
        synchronized (this) {
            if (directory != null) {
                directory.close();
                directory = null;
            }
        }
    }

    private ChildProcess take() throws IOException {
        for (ChildProcess child = idle.pollFirst(); child != null; child = idle.pollFirst()) {
            if (child.usable(settings.documentsPerProcess())) {
                return child;
            }
            child.close();
        }
        return ChildProcess.start(command, directory().forOneChild(), settings.textCharacters());
    }

    private boolean giveBack(ChildProcess child) {
        if (closed || !child.usable(settings.documentsPerProcess())) {
            return false;
        }
        idle.addFirst(child);
        Thread.startVirtualThread(() -> endWhenIdle(child));
        return true;
    }

    /** May end a child somewhat early that was used meanwhile; the next document then starts another. */
    private void endWhenIdle(ChildProcess child) {
        try {
            Thread.sleep(settings.idleTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (idle.remove(child)) {
            child.close();
        }
    }

    private synchronized WorkDirectory directory() throws IOException {
        if (directory != null && !directory.exists()) {
            directory.close();
            directory = null;
        }
        if (directory == null) {
            directory = WorkDirectory.open(settings.directory());
        }
        return directory;
    }
}

package io.docuvault.jobs;

import io.docuvault.shared.SignIn;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * One browser's event stream, with a thread and a short queue of its own, so that one that has stopped reading holds up
 * nobody: when its queue is full it is closed, and comes back to ask for everything anew.
 */
final class EventStream {

    private static final int QUEUE = 200;

    private final SignIn signIn;
    private final SseEmitter emitter;
    /** What is to be written; nothing at all is the end. */
    private final BlockingQueue<Optional<SseEventBuilder>> waiting = new ArrayBlockingQueue<>(QUEUE);

    private final Consumer<EventStream> gone;
    private final Thread writer;

    /** @param gone called when the stream ends for whatever reason, possibly more than once */
    EventStream(SignIn signIn, Duration longest, Consumer<EventStream> gone) {
        this.signIn = signIn;
        this.gone = gone;
        this.emitter = new SseEmitter(longest.toMillis());
        emitter.onTimeout(emitter::complete);
        emitter.onCompletion(this::close);
        this.writer = Thread.ofVirtual().name("event-stream").unstarted(this::write);
    }

    SseEmitter open() {
        send(SseEmitter.event().comment("open"));
        writer.start();
        return emitter;
    }

    SignIn signIn() {
        return signIn;
    }

    void send(SseEventBuilder event) {
        if (!waiting.offer(Optional.of(event))) {
            close();
        }
    }

    /**
     * Returns at once. What was not written yet is dropped; a write under way, to a browser that does not read, is ended
     * by the web server's own patience. (Interrupting it would leave the connection open with nobody to end it.)
     */
    void close() {
        gone.accept(this);
        do {
            waiting.clear();
        } while (!waiting.offer(Optional.empty()));
    }

    private void write() {
        try {
            Optional<SseEventBuilder> next = waiting.take();
            while (next.isPresent()) {
                emitter.send(next.get());
                next = waiting.take();
            }
        } catch (IOException | IllegalStateException | InterruptedException _) {
            // The browser has gone.
        } finally {
            gone.accept(this);
            emitter.complete();
        }
    }
}

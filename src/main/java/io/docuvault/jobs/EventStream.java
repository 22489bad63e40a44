package io.docuvault.jobs;

import io.docuvault.shared.SignIn;
import java.io.IOException;
import java.time.Duration;
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
    private final BlockingQueue<SseEventBuilder> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;

    /** @param gone called once, when the stream has ended for whatever reason */
    EventStream(SignIn signIn, Duration longest, Consumer<EventStream> gone) {
        this.signIn = signIn;
        this.emitter = new SseEmitter(longest.toMillis());
        emitter.onTimeout(emitter::complete);
        emitter.onCompletion(this::close);
        this.writer = Thread.ofVirtual().name("event-stream").unstarted(() -> write(gone));
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
        if (!waiting.offer(event)) {
            close();
        }
    }

    /** Returns at once; a write under way is cut off. */
    void close() {
        writer.interrupt();
    }

    private void write(Consumer<EventStream> gone) {
        try {
            while (!Thread.interrupted()) {
                emitter.send(waiting.take());
            }
        } catch (IOException | IllegalStateException | InterruptedException _) {
            // The browser has gone, or the stream was closed.
        } finally {
            gone.accept(this);
            emitter.complete();
        }
    }
}

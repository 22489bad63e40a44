package io.docuvault.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The event streams that browsers hold open to this node, by user. */
@Component
class EventStreams {

    /** A stream ends with the access token it was opened with, at the latest; the browser then opens the next. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Map<UUID, Set<SseEmitter>> streams = new ConcurrentHashMap<>();

    SseEmitter open(UUID owner) {
        SseEmitter stream = new SseEmitter(LONGEST.toMillis());
        stream.onCompletion(() -> remove(owner, stream));
        stream.onTimeout(stream::complete);
        streams.compute(owner, (_, open) -> {
            // Added in here: a set that somebody else has just found empty is no longer looked at.
            Set<SseEmitter> all = open == null ? ConcurrentHashMap.newKeySet() : open;
            all.add(stream);
            return all;
        });
        send(owner, stream, SseEmitter.event().comment("open"));
        return stream;
    }

    void send(UUID owner, String type, String data) {
        for (SseEmitter stream : streams.getOrDefault(owner, Set.of())) {
            send(owner, stream, SseEmitter.event().name(type).data(data, MediaType.TEXT_PLAIN));
        }
    }

    void heartbeat() {
        streams.forEach((owner, open) ->
                open.forEach(stream -> send(owner, stream, SseEmitter.event().comment("alive"))));
    }

    void closeAll() {
        streams.values().forEach(open -> open.forEach(SseEmitter::complete));
    }

    private void send(UUID owner, SseEmitter stream, SseEmitter.SseEventBuilder event) {
        try {
            stream.send(event);
        } catch (IOException | IllegalStateException _) {
            // The browser has gone; it will come back and ask for everything anew.
            remove(owner, stream);
        }
    }

    private void remove(UUID owner, SseEmitter stream) {
        streams.computeIfPresent(owner, (_, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        });
    }
}

package io.docuvault.jobs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.docuvault.shared.SignIn;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** The event streams that browsers hold open to this node, by user, each user's oldest first. */
@Component
class EventStreams {

    /** Of one user; one more closes the oldest. */
    static final int MOST = 10;

    private final Map<UUID, List<EventStream>> streams = new ConcurrentHashMap<>();
    private final Clock clock;

    /** For the stream whose request was let in just before its sign-in ended, and that opens just after. */
    private final Cache<UUID, Boolean> ended =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).build();

    EventStreams(Clock clock) {
        this.clock = clock;
    }

    /** Opens a stream, which ends with the access token it was asked for with, at the latest. */
    SseEmitter open(UUID owner, SignIn signIn) {
        Duration left = Duration.between(clock.instant(), signIn.expiresAt());
        EventStream stream =
                new EventStream(signIn, left.isPositive() ? left : Duration.ofMillis(1), gone -> remove(owner, gone));
        streams.merge(owner, List.of(stream), EventStreams::joined);
        closeAllBut(MOST, owner);
        SseEmitter emitter = stream.open();
        if (ended.getIfPresent(signIn.session()) != null) {
            stream.close();
        }
        return emitter;
    }

    void send(UUID owner, String type, String data) {
        for (EventStream stream : streams.getOrDefault(owner, List.of())) {
            stream.send(SseEmitter.event().name(type).data(data, MediaType.TEXT_PLAIN));
        }
    }

    void heartbeat() {
        streams.values().forEach(open -> open.forEach(stream -> stream.send(comment("alive"))));
    }

    @TransactionalEventListener
    void end(LiveEvents.SignInEnded signIn) {
        end(signIn.owner(), signIn.session());
    }

    /** Closes what a sign-in that has ended holds open here. */
    void end(UUID owner, UUID session) {
        ended.put(session, true);
        for (EventStream stream : streams.getOrDefault(owner, List.of())) {
            if (stream.signIn().session().equals(session)) {
                stream.close();
            }
        }
    }

    void closeAll() {
        streams.values().forEach(open -> open.forEach(EventStream::close));
    }

    private static List<EventStream> joined(List<EventStream> some, List<EventStream> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** Leaves the newest of an owner. */
    private void closeAllBut(int most, UUID owner) {
        List<EventStream> open = streams.getOrDefault(owner, List.of());
        open.subList(0, Math.max(0, open.size() - most)).forEach(EventStream::close);
    }

    private void remove(UUID owner, EventStream stream) {
        streams.computeIfPresent(owner, (_, open) -> {
            List<EventStream> left =
                    open.stream().filter(each -> each != stream).toList();
            return left.isEmpty() ? null : left;
        });
    }

    private static SseEventBuilder comment(String text) {
        return SseEmitter.event().comment(text);
    }
}

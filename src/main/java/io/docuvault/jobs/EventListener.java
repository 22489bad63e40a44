package io.docuvault.jobs;

import io.docuvault.jobs.LiveEvents.Envelope;
import io.docuvault.shared.NodeRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Listens for events of all nodes on a connection of its own and hands them to the open streams of this one. */
@Component
class EventListener implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventListener.class);
    private static final Duration BETWEEN_HEARTBEATS = Duration.ofSeconds(10);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private final DataSource dataSource;
    private final EventStreams streams;
    private final NodeRole role;
    private final JsonMapper json;
    private volatile @Nullable Thread thread;

    EventListener(DataSource dataSource, EventStreams streams, NodeRole role, JsonMapper json) {
        this.dataSource = dataSource;
        this.streams = streams;
        this.role = role;
        this.json = json;
    }

    private void listen() {
        while (thread == Thread.currentThread()) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + LiveEvents.CHANNEL);
                PGConnection notifications = connection.unwrap(PGConnection.class);
                long heartbeat = System.nanoTime();
                while (thread == Thread.currentThread()) {
                    PGNotification[] received = notifications.getNotifications((int) BETWEEN_HEARTBEATS.toMillis());
                    for (PGNotification notification : received == null ? new PGNotification[0] : received) {
                        deliver(notification);
                    }
                    // Not with each event: while many documents are read, that would be most of what is sent.
                    if (System.nanoTime() - heartbeat >= BETWEEN_HEARTBEATS.toNanos()) {
                        streams.heartbeat();
                        heartbeat = System.nanoTime();
                    }
                }
            } catch (SQLException e) {
                if (thread == Thread.currentThread()) {
                    log.warn("Live events are interrupted: {}", e.getMessage());
                    // What is missed now may have been the end of a sign-in; browsers come back and are looked at anew.
                    streams.closeAll();
                    pause();
                }
            }
        }
    }

    private void deliver(PGNotification notification) {
        try {
            Envelope event = json.readValue(notification.getParameter(), Envelope.class);
            if (event.type().equals(LiveEvents.SIGN_IN_ENDED)) {
                streams.end(event.owner(), json.readValue(event.data(), UUID.class));
            } else {
                streams.send(event.owner(), event.type(), event.data());
            }
        } catch (RuntimeException e) {
            // One event is a hint that may be lost; without this thread all of them would be.
            log.warn("A live event could not be delivered", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("live-events").unstarted(this::listen);
        thread.start();
    }

    @Override
    public void stop() {
        Thread listening = thread;
        thread = null;
        if (listening != null) {
            listening.interrupt();
        }
        streams.closeAll();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public boolean isAutoStartup() {
        // Elsewhere nobody has a stream open.
        return role.serves();
    }
}

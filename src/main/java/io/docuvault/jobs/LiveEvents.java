package io.docuvault.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a user's open browsers what has changed. Events travel by PostgreSQL's {@code NOTIFY}: they are sent when the
 * transaction commits, to every node, and to nobody if it rolls back. They are hints to look again, and may be lost.
 */
@Component
public class LiveEvents {

    static final String CHANNEL = "docuvault_events";
    /** Between nodes only: its data is the session's id. */
    static final String SIGN_IN_ENDED = "sign-in-ended";
    /** PostgreSQL refuses payloads of 8,000 bytes and more. */
    private static final int MAX_PAYLOAD = 7_900;

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher publisher;
    private final JsonMapper json;

    LiveEvents(JdbcClient jdbc, ApplicationEventPublisher publisher, JsonMapper json) {
        this.jdbc = jdbc;
        this.publisher = publisher;
        this.json = json;
    }

    /** What travels between nodes; {@code data} is JSON already. */
    record Envelope(UUID owner, String type, String data) {}

    /** A sign-in ends with the transaction that this is published in. */
    record SignInEnded(UUID owner, UUID session) {}

    /**
     * Publishes an event in the current transaction.
     *
     * @param data small; what is too long to be sent is replaced by an empty object
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void publish(UUID owner, String type, Object data) {
        String payload = payload(owner, type, json.writeValueAsString(data));
        if (payload.getBytes(UTF_8).length > MAX_PAYLOAD) {
            payload = payload(owner, type, "{}");
        }
        jdbc.sql("select pg_notify(:channel, :payload)")
                .param("channel", CHANNEL)
                .param("payload", payload)
                .query((_, _) -> true)
                .single();
    }

    /**
     * Closes the streams that a sign-in holds open, on every node, once the current transaction has committed: on this
     * one at once, on the others as soon as they hear of it.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void endStreams(UUID owner, UUID session) {
        publish(owner, SIGN_IN_ENDED, session);
        publisher.publishEvent(new SignInEnded(owner, session));
    }

    private String payload(UUID owner, String type, String data) {
        return json.writeValueAsString(new Envelope(owner, type, data));
    }
}

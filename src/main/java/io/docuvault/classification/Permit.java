package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.classification.AiBudget.Reservation;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Leave to ask a provider once. Only {@link Gate} gives it, after it has looked at policy, problems and load; what the
 * request may cost is reserved when it is sent, and it can't be sent twice. It carries what the provider is reached with.
 */
public final class Permit {

    /**
     * What went over the wire.
     *
     * @param body letter for letter, sent in UTF-8; keys travel in headers and are not in it
     */
    record Sent(String url, String body) {}

    private final @Nullable ModelAccount account;
    private final LongFunction<Reservation> reserve;
    private final Consumer<Sent> sending;
    private final AtomicBoolean used = new AtomicBoolean();
    private volatile @Nullable Sent sent;
    private volatile @Nullable Reservation reservation;
    private volatile @Nullable TokenUsage usage;
    private volatile boolean refused;
    private volatile boolean taken;
    private volatile boolean answered;

    /**
     * @param reserve reserves the money for so many tokens of input, or throws
     * @param sending is told what is about to be sent, and may still throw
     */
    Permit(@Nullable ModelAccount account, LongFunction<Reservation> reserve, Consumer<Sent> sending) {
        this.account = account;
        this.reserve = reserve;
        this.sending = sending;
    }

    private ModelAccount account() {
        if (account == null) {
            throw new IllegalStateException("This permit is for a provider that asks nobody");
        }
        return account;
    }

    public String model() {
        return account().model();
    }

    public URI baseUrl() {
        return account().baseUrl();
    }

    /** For a header, and for nothing else. */
    public String key() {
        return account().key();
    }

    /**
     * Takes the permit for a request that is about to be sent.
     *
     * @throws ProviderException if it would cost more than may be spent
     */
    void take(String url, String body) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("A permit is for one request");
        }
        // A token is a byte at least, so this can't be too little; what the vendor adds by itself is in the margin.
        reservation = reserve.apply(body.getBytes(UTF_8).length + INPUT_MARGIN);
        Sent message = new Sent(url, body);
        sending.accept(message);
        taken = true;
        sent = message;
    }

    /** For what a vendor puts around a prompt, such as its own words about a schema. */
    private static final long INPUT_MARGIN = 1_000;

    /** What the vendor says it has counted. */
    public void used(TokenUsage counted) {
        usage = counted;
    }

    /** The vendor said no before it did any work. */
    void refused() {
        refused = true;
    }

    /** Nobody was there to read it: not a byte of it has gone anywhere. */
    void notSent() {
        refused = true;
        sent = null;
    }

    /** The vendor has answered something. */
    void answered() {
        answered = true;
    }

    boolean wasAnswered() {
        return answered;
    }

    /** Whether the provider was tried at all. */
    boolean wasTaken() {
        return taken;
    }

    boolean wasRefused() {
        return refused;
    }

    @Nullable Sent sent() {
        return sent;
    }

    @Nullable Reservation reservation() {
        return reservation;
    }

    @Nullable TokenUsage usage() {
        return usage;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Permit[" + (account == null ? "" : account) + "]";
    }
}

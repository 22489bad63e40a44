package io.docuvault.classification;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A provider could not answer. The message is for the document's owner and holds no secret and no document text. */
public final class ProviderException extends RuntimeException {

    /** What the caller can do about it. */
    public enum Reason {
        /** Ask again later: not reachable, overloaded, too slow, over its rate limit. */
        UNAVAILABLE,
        /** A person has to act first: key refused, model unknown, credit used up. */
        MISCONFIGURED,
        /** It answered, but not in a form that may be used; asking once more may help. */
        UNUSABLE_ANSWER,
        /** It declined to deal with this document. */
        REFUSED
    }

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    public ProviderException(Reason reason, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** How long the provider asked to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

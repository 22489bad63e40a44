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
        REFUSED,
        /** Asking would cost more than may be spent this month. */
        OVER_BUDGET,
        /** The document may not be shown to it. */
        NOT_ALLOWED
    }

    private final Reason reason;
    private final String code;
    private final @Nullable Duration retryAfter;

    /** @param code why, more precisely: stable, for programs, such as {@code key_refused} */
    public ProviderException(
            Reason reason, String code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public ProviderException(Reason reason, String code, String message) {
        this(reason, code, message, null, null);
    }

    public Reason reason() {
        return reason;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** How long the provider asked to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

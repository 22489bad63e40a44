package io.docuvault.ephemeral;

/** {@code REDIS_URL} is not an address; the message is a sentence for the operator and does not show it. */
final class RedisUrlException extends RuntimeException {

    RedisUrlException(Throwable cause) {
        super("REDIS_URL is not of the form redis://user:password@host:port/number (rediss:// with TLS).", cause);
    }
}

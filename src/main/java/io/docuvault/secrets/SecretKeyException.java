package io.docuvault.secrets;

/** The master secret is missing, weak or unreadable; the message says what to do and never shows the secret. */
final class SecretKeyException extends RuntimeException {

    SecretKeyException(String message) {
        super(message);
    }

    SecretKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}

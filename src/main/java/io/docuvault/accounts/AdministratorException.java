package io.docuvault.accounts;

/** The settings name an administrator that cannot be made; the message says why. */
final class AdministratorException extends RuntimeException {

    AdministratorException(String message) {
        super(message);
    }

    AdministratorException(String message, Throwable cause) {
        super(message, cause);
    }
}

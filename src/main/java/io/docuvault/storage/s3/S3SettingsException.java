package io.docuvault.storage.s3;

/** A setting of the S3 store is missing or can't be right; the message names it. */
final class S3SettingsException extends RuntimeException {

    S3SettingsException(String message) {
        super(message);
    }
}

package io.docuvault.shared;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every code that a problem answer can carry, with its HTTP status. Codes are part of the interface: never renamed. */
public enum ErrorCode {
    INVALID_REQUEST(400),
    INVALID_CURSOR(400),
    UNAUTHENTICATED(401),
    INVALID_CREDENTIALS(401),
    SECOND_FACTOR_REQUIRED(401),
    SECOND_FACTOR_INVALID(401),
    SESSION_ENDED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    CONFLICT(409),
    BELOW_ITSELF(409),
    CONNECTION_IN_USE(409),
    RECONNECT_NEEDED(409),
    STORAGE_REFUSED(409),
    FILE_CHANGED(409),
    DUPLICATE(409),
    EMAIL_TAKEN(409),
    NAME_TAKEN(409),
    LAST_ADMINISTRATOR(409),
    SECOND_FACTOR_ENABLED(409),
    SETUP_DONE(409),
    ALREADY_UNDONE(409),
    PRECISION_NOT_EARNED(409),
    RECLASSIFICATION_RUNNING(409),
    UPLOAD_INCOMPLETE(409),
    UPLOAD_EXPIRED(410),
    FILE_MISSING(410),
    INVITATION_INVALID(410),
    ALREADY_INVITED(409),
    REGISTRATION_CLOSED(409),
    RESET_LINK_INVALID(410),
    STALE(412),
    TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    RANGE_NOT_SATISFIABLE(416),
    VALIDATION_FAILED(422),
    PASSWORD_BREACHED(422),
    WRONG_PASSWORD(422),
    INVALID_CODE(422),
    QUOTA_EXCEEDED(422),
    CONTENT_MISMATCH(422),
    CONNECTION_FAILED(422),
    FILE_LOCKED(423),
    RATE_LIMITED(429),
    INTERNAL_ERROR(500),
    STORAGE_UNAVAILABLE(502),
    UNAVAILABLE(503),
    STORAGE_FULL(507);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status of an answer with this code. */
    public int status() {
        return status;
    }

    /** The code as it stands in the answer. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code that stands in an answer like this. */
    public static Optional<ErrorCode> of(String code) {
        return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
    }
}

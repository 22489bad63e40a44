package io.docuvault.shared;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whatever goes wrong in a way that the client is told about; the web module turns it into RFC 9457 problem details. */
public final class ProblemException extends RuntimeException {

    /**
     * What is wrong with one field of the request.
     *
     * @param field the field's path in the request, such as {@code topics[0].name}
     * @param code stable, for programs
     * @param detail a sentence for a person
     */
    public record FieldError(String field, String code, String detail) {}

    private final transient ErrorCode code;
    private final transient List<FieldError> errors;
    private final transient Map<String, Object> properties = new LinkedHashMap<>();
    private transient @Nullable Duration retryAfter;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, List.of());
    }

    public ProblemException(ErrorCode code, String detail, List<FieldError> errors) {
        super(detail);
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    /** The answer for what is absent and for what belongs to somebody else, alike. */
    public static ProblemException notFound() {
        return new ProblemException(ErrorCode.NOT_FOUND, "There is nothing here.");
    }

    /** A validation failure of a single field. */
    public static ProblemException invalid(String field, String code, String detail) {
        return new ProblemException(ErrorCode.VALIDATION_FAILED, detail, List.of(new FieldError(field, code, detail)));
    }

    /** Adds a member to the problem details, such as the id of the document that already exists. */
    public ProblemException with(String name, Object value) {
        properties.put(name, value);
        return this;
    }

    /** Adds a {@code Retry-After} header. */
    public ProblemException retryAfter(Duration delay) {
        this.retryAfter = delay;
        return this;
    }

    public ErrorCode code() {
        return code;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, Object> properties() {
        return properties;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}

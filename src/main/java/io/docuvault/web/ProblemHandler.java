package io.docuvault.web;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Explained;
import io.docuvault.shared.ProblemException;
import io.docuvault.shared.ProblemException.FieldError;
import jakarta.validation.ConstraintViolationException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns every exception into problem details (RFC 9457) with a stable code; a 500 says nothing about its cause. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    /** The class of SQL states about values rather than about the schema or the server. */
    private static final String DATA_EXCEPTION = "22";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onProblem(ProblemException problem) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.code().status());
        if (problem.retryAfter() != null) {
            answer.header(
                    HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfter().toSeconds()));
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(Problems.of(problem));
    }

    /** What stands after the question mark is no text: Tomcat notices when a parameter is first asked for. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> onUnreadableParameter(InvalidParameterException unreadable) {
        return onProblem(new ProblemException(ErrorCode.INVALID_REQUEST, Problems.sentence(ErrorCode.INVALID_REQUEST)));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onConstraintViolation(ConstraintViolationException violation) {
        List<FieldError> errors = violation.getConstraintViolations().stream()
                .map(each -> new FieldError(
                        lastNode(each.getPropertyPath().toString()),
                        constraint(each.getConstraintDescriptor()
                                .getAnnotation()
                                .annotationType()
                                .getSimpleName()),
                        each.getMessage()))
                .toList();
        return onProblem(new ProblemException(ErrorCode.VALIDATION_FAILED, "Some fields need another value.", errors));
    }

    /** The client has gone in the middle of its request, or a store does not do what it is asked. */
    @ExceptionHandler
    @Nullable ResponseEntity<ProblemDetail> onBrokenStream(IOException broken) {
        if (DisconnectedClientHelper.isClientDisconnectedException(broken)) {
            log.debug("The client has gone: {}", broken.getMessage());
            return null;
        }
        log.error("A request failed because of its storage", broken);
        if (broken instanceof Explained explained) {
            return onProblem(explained.problem());
        }
        return onProblem(new ProblemException(
                ErrorCode.STORAGE_UNAVAILABLE, "The storage does not work at the moment; please try again."));
    }

    /** The database is away, or has no connection left: that passes. */
    @ExceptionHandler({CannotCreateTransactionException.class, DataAccessResourceFailureException.class})
    ResponseEntity<ProblemDetail> onDatabaseAway(Exception away) {
        log.error("A request failed because the database could not be reached", away);
        return onProblem(new ProblemException(ErrorCode.UNAVAILABLE, Problems.sentence(ErrorCode.UNAVAILABLE))
                .retryAfter(Duration.ofSeconds(5)));
    }

    /** Somebody else was at the same rows, and one of the two had to give way. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> onGivenWay(ConcurrencyFailureException gaveWay) {
        log.warn("A request gave way to another one in the database", gaveWay);
        return onProblem(new ProblemException(ErrorCode.UNAVAILABLE, Problems.sentence(ErrorCode.UNAVAILABLE))
                .retryAfter(Duration.ofSeconds(1)));
    }

    /** A value that no rule of ours refused, but that the database knows nothing like: a NUL, a day beyond its calendar. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> onImpossibleValue(DataIntegrityViolationException refused) {
        if (refused.getRootCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && cause.getSQLState().startsWith(DATA_EXCEPTION)) {
            log.warn("A request held a value that the database cannot hold: {}", cause.getSQLState());
            return onProblem(new ProblemException(
                    ErrorCode.INVALID_REQUEST, "A value in the request is impossible: a character, number or day."));
        }
        return onAnything(refused);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onAnything(Exception unexpected) {
        log.error("A request failed unexpectedly", unexpected);
        return onProblem(new ProblemException(
                ErrorCode.INTERNAL_ERROR, "Something went wrong here. It has been noted; please try again."));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return validationFailed(fieldErrors(invalid.getBindingResult()), headers);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<FieldError> errors = invalid.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream().map(error -> fieldError(result, error)))
                .toList();
        return validationFailed(errors, headers);
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception cause, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ErrorCode code = Problems.codeOf(status);
        ProblemDetail problem = Problems.of(new ProblemException(code, Problems.sentence(code)));
        problem.setStatus(status.value());
        // Named here, so that an error is shown to those, too, who accept nothing that we have.
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private ResponseEntity<Object> validationFailed(List<FieldError> errors, HttpHeaders headers) {
        ProblemException problem =
                new ProblemException(ErrorCode.VALIDATION_FAILED, "Some fields need another value.", errors);
        return ResponseEntity.status(problem.code().status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.of(problem));
    }

    private static List<FieldError> fieldErrors(BindingResult result) {
        return result.getFieldErrors().stream()
                .map(error -> new FieldError(
                        error.getField(), constraint(error.getCode()), message(error.getDefaultMessage())))
                .toList();
    }

    private static FieldError fieldError(ParameterValidationResult result, MessageSourceResolvable error) {
        if (error instanceof org.springframework.validation.FieldError field) {
            return new FieldError(field.getField(), constraint(field.getCode()), message(field.getDefaultMessage()));
        }
        String[] codes = error.getCodes();
        return new FieldError(
                message(result.getMethodParameter().getParameterName()),
                constraint(codes == null || codes.length == 0 ? null : codes[codes.length - 1]),
                message(error.getDefaultMessage()));
    }

    /** {@code NotBlank} becomes {@code not_blank}. */
    private static String constraint(@Nullable String name) {
        return name == null
                ? "invalid"
                : name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String message(@Nullable String text) {
        return text == null ? "invalid" : text;
    }

    private static String lastNode(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}

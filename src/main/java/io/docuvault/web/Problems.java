package io.docuvault.web;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.net.URI;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Problem details as every answer of ours carries them, from a controller or from the security filters. */
public final class Problems {

    private Problems() {}

    public static ProblemDetail of(ProblemException problem) {
        ProblemDetail details = ProblemDetail.forStatus(problem.code().status());
        details.setType(URI.create("about:blank"));
        details.setDetail(problem.getMessage());
        details.setProperty("code", problem.code().code());
        if (!problem.errors().isEmpty()) {
            details.setProperty("errors", problem.errors());
        }
        problem.properties().forEach(details::setProperty);
        return details;
    }

    /** The code for a status that Spring itself answers with. */
    static ErrorCode codeOf(HttpStatusCode status) {
        return switch (status.value()) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 416 -> ErrorCode.RANGE_NOT_SATISFIABLE;
            case 503 -> ErrorCode.UNAVAILABLE;
            default -> status.is4xxClientError() ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL_ERROR;
        };
    }

    static String sentence(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "Sign in first.";
            case FORBIDDEN -> "This is not allowed.";
            case NOT_FOUND -> "There is nothing here.";
            case METHOD_NOT_ALLOWED -> "This method is not supported here.";
            case NOT_ACCEPTABLE -> "There is no answer in the format that was asked for.";
            case TOO_LARGE -> "The request is too large.";
            case UNSUPPORTED_MEDIA_TYPE -> "This content type is not supported here.";
            case RANGE_NOT_SATISFIABLE -> "The range lies outside the content.";
            case UNAVAILABLE -> "The server is busy; please try again.";
            case INTERNAL_ERROR -> "Something went wrong here. It has been noted; please try again.";
            default -> "The request could not be understood.";
        };
    }
}

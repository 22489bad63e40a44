package io.docuvault.web;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Answers from a filter with the problem details that a controller would answer with. */
record ProblemWriter(HandlerExceptionResolver resolver) {

    void write(HttpServletRequest request, HttpServletResponse response, ErrorCode code) {
        resolver.resolveException(request, response, null, new ProblemException(code, Problems.sentence(code)));
    }
}

package io.docuvault.web;

import io.docuvault.shared.ErrorCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** What a worker node says: how it is, and nothing else. */
final class HealthOnlyFilter extends OncePerRequestFilter {

    private static final RequestMatcher HEALTH = new OrRequestMatcher(
            PathPatternRequestMatcher.pathPattern(HttpMethod.GET, "/health"),
            PathPatternRequestMatcher.pathPattern(HttpMethod.GET, "/livez"),
            PathPatternRequestMatcher.pathPattern(HttpMethod.GET, "/readyz"));

    private final ProblemWriter problems;

    HealthOnlyFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return HEALTH.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        problems.write(request, response, ErrorCode.NOT_FOUND);
    }
}

package io.docuvault.web;

import io.docuvault.shared.ErrorCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a foreign page's request to sign in, refresh or sign out: there the cookie counts, or is set. The second lock
 * after {@code SameSite=Strict}. Whatever is not a browser sends neither header and passes.
 */
final class SameOriginFilter extends OncePerRequestFilter {

    private static final Set<String> OUR_OWN = Set.of("same-origin", "none");

    /** Matched as the controllers' paths are: {@code /api/%61uth/refresh} is the same to them. */
    private static final RequestMatcher WITH_COOKIE = new OrRequestMatcher(
            PathPatternRequestMatcher.pathPattern(HttpMethod.POST, "/api/auth/**"),
            PathPatternRequestMatcher.pathPattern(HttpMethod.POST, "/api/setup"));

    private final List<String> trusted;
    private final ProblemWriter problems;

    SameOriginFilter(List<String> trusted, ProblemWriter problems) {
        this.trusted = trusted;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !WITH_COOKIE.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isOurs(request)) {
            chain.doFilter(request, response);
        } else {
            problems.write(request, response, ErrorCode.FORBIDDEN);
        }
    }

    private boolean isOurs(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && trusted.contains(origin)) {
            return true;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null ? OUR_OWN.contains(site) : origin == null || isHost(origin, request);
    }

    /** For browsers without {@code Sec-Fetch-Site}: the page's host is the one the request went to. */
    private static boolean isHost(String origin, HttpServletRequest request) {
        try {
            @Nullable String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(request.getHeader(HttpHeaders.HOST));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

package io.docuvault.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/** What may be asked for without an access token. Everything else below {@code /api} needs one. */
@Component
class PublicPaths implements RequestMatcher {

    private final RequestMatcher open = new OrRequestMatcher(List.of(
            path(HttpMethod.GET, "/api/openapi.json"),
            path(HttpMethod.GET, "/api/setup"),
            path(HttpMethod.POST, "/api/setup"),
            path(HttpMethod.POST, "/api/auth/register"),
            path(HttpMethod.POST, "/api/auth/login"),
            path(HttpMethod.POST, "/api/auth/refresh"),
            path(HttpMethod.POST, "/api/auth/logout"),
            path(HttpMethod.POST, "/api/auth/logout-all"),
            // A browser that a vendor sends back: its cookie says whose it is.
            path(HttpMethod.GET, "/api/cloud/*/callback"),
            path(HttpMethod.POST, "/api/auth/invitation"),
            path(HttpMethod.POST, "/api/auth/invitation/accept"),
            path(HttpMethod.POST, "/api/auth/password/forgot"),
            path(HttpMethod.POST, "/api/auth/password/reset"),
            // Signed addresses: the store checks each itself.
            PathPatternRequestMatcher.pathPattern("/api/store/**")));

    private final RequestMatcher interior = new OrRequestMatcher(
            PathPatternRequestMatcher.pathPattern("/api/**"), PathPatternRequestMatcher.pathPattern("/actuator/**"));

    @Override
    public boolean matches(HttpServletRequest request) {
        return open.matches(request) || !interior.matches(request);
    }

    private static RequestMatcher path(HttpMethod method, String path) {
        return PathPatternRequestMatcher.pathPattern(method, path);
    }
}

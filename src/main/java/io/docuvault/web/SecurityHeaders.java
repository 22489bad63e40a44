package io.docuvault.web;

import io.docuvault.shared.BrowserOrigin;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.ClearSiteDataHeaderWriter;
import org.springframework.security.web.header.writers.ClearSiteDataHeaderWriter.Directive;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter.HeaderValue;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The headers of every answer. An answer that sets one of them itself (a document's content has a stricter policy)
 * keeps its own. HSTS is sent over HTTPS only, which is Spring's default.
 */
final class SecurityHeaders {

    private static final RequestMatcher SIGNING_OUT = new OrRequestMatcher(
            PathPatternRequestMatcher.pathPattern(HttpMethod.POST, "/api/auth/logout"),
            PathPatternRequestMatcher.pathPattern(HttpMethod.POST, "/api/auth/logout-all"));

    private SecurityHeaders() {}

    static void configure(
            HeadersConfigurer<HttpSecurity> headers, SecuritySettings settings, Stream<BrowserOrigin> origins) {
        List<String> connect = Stream.concat(settings.connectOrigins().stream(), origins.map(BrowserOrigin::value))
                .toList();
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(contentSecurityPolicy(connect)))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .permissionsPolicyHeader(
                        policy -> policy.policy(
                                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=(), browsing-topics=()"))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .xssProtection(protection -> protection.headerValue(HeaderValue.DISABLED))
                .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(SIGNING_OUT, forgetDocuments()));
    }

    /**
     * Documents and thumbnails that the browser kept for a quicker second look go when somebody signs out. Storage and
     * cookies stay: there is only what the next person may know, such as the language.
     */
    private static ClearSiteDataHeaderWriter forgetDocuments() {
        return new ClearSiteDataHeaderWriter(Directive.CACHE);
    }

    /** No inline script, no inline style sheet, nothing from elsewhere, and nobody puts us into a frame. */
    private static String contentSecurityPolicy(List<String> connectOrigins) {
        String connect =
                Stream.concat(Stream.of("'self'"), connectOrigins.stream()).collect(Collectors.joining(" "));
        return String.join(
                "; ",
                "default-src 'self'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' blob: data:",
                "font-src 'self'",
                "connect-src " + connect,
                "worker-src 'self'",
                "object-src 'none'",
                "frame-src 'none'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
                "form-action 'self'");
    }
}

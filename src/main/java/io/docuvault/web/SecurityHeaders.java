package io.docuvault.web;

import io.docuvault.shared.BrowserOrigin;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter.HeaderValue;

/**
 * The headers of every answer. An answer that sets one of them itself (a document's content has a stricter policy)
 * keeps its own. HSTS is sent over HTTPS only, which is Spring's default.
 */
final class SecurityHeaders {

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
                .xssProtection(protection -> protection.headerValue(HeaderValue.DISABLED));
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

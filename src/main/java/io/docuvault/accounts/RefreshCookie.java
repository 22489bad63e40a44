package io.docuvault.accounts;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * The refresh token in the browser: out of reach of scripts, sent by our own pages only. The prefix makes the browser
 * refuse one that another host of the domain tries to plant.
 */
final class RefreshCookie {

    static final String NAME = "__Host-docuvault_refresh";

    private RefreshCookie() {}

    static ResponseCookie of(Issued issued) {
        return cookie(issued.refreshToken(), issued.refreshLifetime());
    }

    static ResponseCookie removed() {
        return cookie("", Duration.ZERO);
    }

    static Optional<String> in(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(NAME))
                        .map(Cookie::getValue)
                        .filter(value -> !value.isEmpty())
                        .findFirst();
    }

    private static ResponseCookie cookie(String value, Duration lifetime) {
        return ResponseCookie.from(NAME, value)
                .path("/")
                .httpOnly(true)
                .secure(true)
                .sameSite("Strict")
                .maxAge(lifetime)
                .build();
    }
}

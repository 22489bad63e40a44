package io.docuvault.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
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
        return Cookies.in(request, NAME);
    }

    private static ResponseCookie cookie(String value, Duration lifetime) {
        return Cookies.make(NAME, value, lifetime);
    }
}

package io.docuvault.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/** What a browser is known again by at its next login. It opens nothing: it only saves its owner a mail. */
final class DeviceCookie {

    static final String NAME = "__Host-docuvault_device";

    private DeviceCookie() {}

    static ResponseCookie of(String token) {
        return Cookies.make(NAME, token, KnownDevices.REMEMBERED);
    }

    static Optional<String> in(HttpServletRequest request) {
        return Cookies.in(request, NAME);
    }
}

package io.docuvault.storage;

import io.docuvault.shared.Caller;
import io.docuvault.storage.CloudSignIns.End;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping("/api/cloud")
@Tag(name = "cloud", description = "Signing in at a vendor's to connect a drive")
class CloudController {

    /** Lax, since it has to come along when the vendor's page sends the browser back; it is good for nothing else. */
    static final String COOKIE = "__Host-docuvault_cloud";

    private final CloudSignIns signIns;
    private final CloudSettings settings;

    CloudController(CloudSignIns signIns, CloudSettings settings) {
        this.signIns = signIns;
        this.settings = settings;
    }

    /** @param url where the page sends the browser */
    record SignIn(String url) {}

    /**
     * Begins to connect a Google Drive. The cookie of the answer has to come back with the browser within ten minutes.
     *
     * @param connectionId one that is to be connected anew
     */
    @GetMapping("/google/start")
    ResponseEntity<SignIn> startGoogle(@RequestParam(required = false) @Nullable UUID connectionId) {
        return start("google", connectionId);
    }

    /** As for Google, for a OneDrive. */
    @GetMapping("/onedrive/start")
    ResponseEntity<SignIn> startOneDrive(@RequestParam(required = false) @Nullable UUID connectionId) {
        return start("onedrive", connectionId);
    }

    /** Where Google sends the browser back to; goes on to the page about storage. */
    @GetMapping("/google/callback")
    @ApiResponse(responseCode = "303", description = "To the page about storage, which says how it ended")
    ResponseEntity<Void> finishGoogle(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String code,
            HttpServletRequest request) {
        return finish("google", state, code, request);
    }

    /** Where Microsoft sends the browser back to; goes on to the page about storage. */
    @GetMapping("/onedrive/callback")
    @ApiResponse(responseCode = "303", description = "To the page about storage, which says how it ended")
    ResponseEntity<Void> finishOneDrive(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String code,
            HttpServletRequest request) {
        return finish("onedrive", state, code, request);
    }

    private ResponseEntity<SignIn> start(String vendor, @Nullable UUID connection) {
        CloudSignIns.Start start = signIns.start(Caller.currentUser(), vendor, connection, redirect(vendor));
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(start.secret(), CloudSignIns.LIFE).toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(new SignIn(start.url().toString()));
    }

    private ResponseEntity<Void> finish(
            String vendor, @Nullable String state, @Nullable String code, HttpServletRequest request) {
        End end = signIns.finish(
                vendor, state, code, secret(request), redirect(vendor), ConnectionController.origin(request));
        UriComponentsBuilder page = UriComponentsBuilder.fromUriString(frontEnd() + "/storage");
        URI there = switch (end) {
            case End.Connected(UUID connection) ->
                page.queryParam("connected", connection).build().toUri();
            case End.Failed(String problem) ->
                page.queryParam("problem", problem).build().toUri();
        };
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO).toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .location(there)
                .build();
    }

    private static ResponseCookie cookie(String value, Duration life) {
        return ResponseCookie.from(COOKIE, value)
                .httpOnly(true)
                .secure(true)
                .sameSite("Lax")
                .path("/")
                .maxAge(life)
                .build();
    }

    private static @Nullable String secret(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? null
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .findFirst()
                        .orElse(null);
    }

    /** Exactly what is registered with the vendor. */
    private URI redirect(String vendor) {
        String given = settings.backendUrl();
        String base = given != null && !given.isBlank()
                ? given.replaceAll("/+$", "")
                : ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
        return URI.create(base + "/api/cloud/" + vendor + "/callback");
    }

    /** Empty for the place that the browser is at. */
    private String frontEnd() {
        String given = settings.frontendUrl();
        return given == null ? "" : given.replaceAll("/+$", "");
    }
}

package io.docuvault.accounts;

import io.docuvault.secondfactor.FactorCode;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth")
@Tag(name = "auth", description = "Registration, signing in and out")
class AuthController {

    /** No shape is asked of an address here: whatever nobody has is simply wrong. */
    record Login(
            @NotNull @Size(max = 254) String email,
            @NotNull @Size(max = 256) String password,
            @Size(max = 32) @Nullable String totpCode,
            @Size(max = 32) @Nullable String backupCode) {

        /** Without anything: people type passwords into the field of the address. */
        @Override
        public String toString() {
            return "Login";
        }
    }

    private final Registrations registrations;
    private final Logins logins;
    private final Sessions sessions;
    private final Limits limits;
    private final AccessTokens accessTokens;
    private final SessionAnswers answers;

    AuthController(
            Registrations registrations,
            Logins logins,
            Sessions sessions,
            Limits limits,
            AccessTokens accessTokens,
            SessionAnswers answers) {
        this.registrations = registrations;
        this.logins = logins;
        this.sessions = sessions;
        this.limits = limits;
        this.accessTokens = accessTokens;
        this.answers = answers;
    }

    @PostMapping(path = "/register", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    Account register(@Valid @RequestBody NewAccount wish, HttpServletRequest request) {
        return registrations.register(wish, Client.of(request));
    }

    @PostMapping(path = "/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SessionAnswer> login(@Valid @RequestBody Login login, HttpServletRequest request) {
        Client client = Client.of(request);
        Issued issued = logins.login(
                login.email(), login.password(), FactorCode.of(login.totpCode(), login.backupCode()), client);
        RefreshCookie.in(request).ifPresent(earlier -> sessions.end(earlier, "replaced_by_login", client));
        return answers.of(HttpStatus.OK, issued);
    }

    /** New tokens for the refresh cookie, which is replaced by this. */
    @PostMapping("/refresh")
    ResponseEntity<SessionAnswer> refresh(HttpServletRequest request) {
        Client client = Client.of(request);
        limits.refreshBegins(client);
        Issued issued = RefreshCookie.in(request)
                .flatMap(token -> sessions.refresh(token, client))
                .orElseThrow(() -> new ProblemException(ErrorCode.SESSION_ENDED, "Please sign in again."));
        limits.refreshSucceeded(client);
        return answers.of(HttpStatus.OK, issued);
    }

    /** Ends the session of the cookie and that of the access token; neither needs to be good any more. */
    @PostMapping("/logout")
    ResponseEntity<Void> logout(HttpServletRequest request) {
        Client client = Client.of(request);
        RefreshCookie.in(request).ifPresent(token -> sessions.end(token, "logout", client));
        bearer(request, client).ifPresent(token -> sessions.end(token, "logout", client));
        return loggedOut();
    }

    /** Ends every session of the user whom the access token, or else the cookie, belongs to. */
    @PostMapping("/logout-all")
    ResponseEntity<Void> logoutAll(HttpServletRequest request) {
        Client client = Client.of(request);
        UUID user = bearer(request, client)
                .map(AccessToken::userId)
                .or(() -> RefreshCookie.in(request).flatMap(sessions::ownerOf))
                .orElseThrow(() -> new ProblemException(ErrorCode.UNAUTHENTICATED, "Sign in first."));
        sessions.endAll(user, "logout_all", client);
        return loggedOut();
    }

    private Optional<AccessToken> bearer(HttpServletRequest request, Client client) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .flatMap(header -> accessTokens.verify(header.substring(7).strip(), client.fingerprint()))
                .filter(token -> sessions.role(token).isPresent());
    }

    private static ResponseEntity<Void> loggedOut() {
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, RefreshCookie.removed().toString())
                .build();
    }
}

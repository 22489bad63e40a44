package io.docuvault.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.docuvault.accounts.SessionRepository.LiveSession;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth/sessions")
@Tag(name = "auth")
class SessionController {

    /** Where a session's address is, seen from the caller's. */
    enum Network {
        @JsonProperty("same")
        SAME,
        @JsonProperty("local")
        LOCAL,
        @JsonProperty("other")
        OTHER;

        static Network of(String address, Client caller) {
            if (Client.network(address).equals(caller.network())) {
                return SAME;
            }
            return PrivateAddresses.contain(address) ? LOCAL : OTHER;
        }
    }

    /**
     * One of the caller's sign-ins.
     *
     * @param device the software in words
     * @param address that it was last seen from
     * @param expiresAt when it ends unless it is used before
     * @param current whether it is the one that asks
     */
    @Schema(name = "ActiveSession")
    record ActiveSession(
            UUID id,
            String device,
            String address,
            Network network,
            Instant createdAt,
            Instant lastSeenAt,
            Instant expiresAt,
            boolean current) {}

    private final Sessions sessions;

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    /** One's own sign-ins that go on, newest first. */
    @GetMapping
    Page<ActiveSession> listSessions(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit,
            Authentication authentication,
            HttpServletRequest request) {
        AccessToken caller = token(authentication);
        Client client = Client.of(request);
        List<ActiveSession> found = sessions.live(caller.userId(), after, limit).stream()
                .map(session -> view(session, caller.sessionId(), client))
                .toList();
        return Page.of(found, limit, session -> session.id().toString());
    }

    /** Ends one of one's own sign-ins, at once and on every node. */
    @DeleteMapping("/{id}")
    ResponseEntity<Void> endSession(@PathVariable UUID id, Authentication authentication, HttpServletRequest request) {
        AccessToken caller = token(authentication);
        if (!sessions.end(caller.userId(), id, Client.of(request))) {
            throw ProblemException.notFound();
        }
        ResponseEntity.HeadersBuilder<?> answer = ResponseEntity.noContent();
        if (id.equals(caller.sessionId())) {
            answer.header(HttpHeaders.SET_COOKIE, RefreshCookie.removed().toString());
        }
        return answer.build();
    }

    private static ActiveSession view(LiveSession session, UUID current, Client client) {
        return new ActiveSession(
                session.id(),
                session.device(),
                Client.readable(session.address()),
                Network.of(session.address(), client),
                session.createdAt(),
                session.lastSeenAt(),
                session.expiresAt(),
                session.id().equals(current));
    }

    private static AccessToken token(Authentication authentication) {
        return (AccessToken) Objects.requireNonNull(authentication.getCredentials());
    }
}

package io.docuvault.accounts;

import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What somebody who was invited does. The token never stands in an address, which ends up in logs. */
@RestController
@RequestMapping("/api/auth/invitation")
@Tag(name = "auth")
class InvitationController {

    record InvitationToken(@NotNull @Size(max = 100) String token) {

        /** Without the token. */
        @Override
        public String toString() {
            return "InvitationToken";
        }
    }

    /** @param email that the account will have */
    record Invited(String email, String language, Instant expiresAt) {}

    record Acceptance(
            @NotNull @Size(max = 100) String token,

            @NotNull String password,

            @Size(max = 100) @Pattern(regexp = NewAccount.PLAIN, message = "must not contain control characters") @Nullable String displayName,

            @Pattern(regexp = NewAccount.LANGUAGE, message = "must be en or de") @Nullable String language,

            @Size(max = 64) @Nullable String timeZone) {

        /** Without its secrets. */
        @Override
        public String toString() {
            return "Acceptance";
        }
    }

    private final Invitations invitations;
    private final SessionAnswers answers;

    InvitationController(Invitations invitations, SessionAnswers answers) {
        this.invitations = invitations;
        this.answers = answers;
    }

    /** Says for whom the link of a mail is. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Invited openInvitation(@Valid @RequestBody InvitationToken request, HttpServletRequest http) {
        Invitation found = invitations.open(request.token(), Client.of(http));
        return new Invited(found.email(), found.language(), found.expiresAt());
    }

    /** Makes the account that was offered, and signs in. */
    @PostMapping(path = "/accept", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SessionAnswer> acceptInvitation(@Valid @RequestBody Acceptance request, HttpServletRequest http) {
        Client client = Client.of(http);
        return answers.of(
                HttpStatus.CREATED,
                invitations.accept(
                        request.token(),
                        request.password(),
                        request.displayName(),
                        request.language(),
                        request.timeZone(),
                        client));
    }
}

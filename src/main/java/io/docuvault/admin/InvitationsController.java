package io.docuvault.admin;

import io.docuvault.accounts.Client;
import io.docuvault.accounts.Invitation;
import io.docuvault.accounts.Invitations;
import io.docuvault.accounts.Role;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/admin/invitations")
@Tag(name = "admin")
class InvitationsController {

    /**
     * Whom to invite, and to what.
     *
     * @param quotaBytes null for what every new account may store
     * @param language of the mail
     */
    record NewInvitation(
            @NotNull @Size(max = 254) @Pattern(regexp = Invitation.EMAIL, message = "must be an e-mail address") String email,

            @Nullable Role role,

            @PositiveOrZero @Max(UserController.MOST_BYTES) @Nullable Long quotaBytes,

            @Pattern(regexp = "en|de", message = "must be en or de") @Nullable String language) {}

    private final Invitations invitations;

    InvitationsController(Invitations invitations) {
        this.invitations = invitations;
    }

    /** What was offered and not accepted yet, newest first; also what has expired meanwhile. */
    @GetMapping
    Page<Invitation> listInvitations(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return invitations.list(after, limit);
    }

    /** Mails a link that is good for seven days, once, and for this address. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Invitation invite(@Valid @RequestBody NewInvitation wish, HttpServletRequest http) {
        return invitations.invite(
                Caller.currentUser(),
                wish.email(),
                Objects.requireNonNullElse(wish.role(), Role.USER),
                wish.quotaBytes(),
                Objects.requireNonNullElse(wish.language(), "en"),
                Client.of(http).origin());
    }

    /** Mails another link; the one before is worth nothing any more. */
    @PostMapping("/{id}/resend")
    Invitation resendInvitation(@PathVariable UUID id, HttpServletRequest http) {
        return invitations.resend(Caller.currentUser(), id, Client.of(http).origin());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdrawInvitation(@PathVariable UUID id, HttpServletRequest http) {
        invitations.withdraw(Caller.currentUser(), id, Client.of(http).origin());
    }
}

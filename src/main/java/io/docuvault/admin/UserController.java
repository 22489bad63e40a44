package io.docuvault.admin;

import io.docuvault.accounts.AdministeredUser;
import io.docuvault.accounts.Client;
import io.docuvault.accounts.Role;
import io.docuvault.accounts.UserAdministration;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/admin/users")
@Tag(name = "admin", description = "For administrators only; nobody else is told that it exists")
class UserController {

    /** What is absent stays as it is. */
    record UserChange(
            @Nullable Boolean disabled,
            @Nullable Role role,
            @PositiveOrZero @Max(MOST_BYTES) @Nullable Long quotaBytes) {}

    /** What it takes to delete somebody's account: the administrator's own password, and code where they have one. */
    record Removal(
            @NotNull @Size(max = 256) String password,
            @Size(max = 32) @Nullable String totpCode,
            @Size(max = 32) @Nullable String backupCode) {

        /** Without its secrets. */
        @Override
        public String toString() {
            return "Removal";
        }
    }

    /** A petabyte, which a number in a browser still holds exactly. */
    static final long MOST_BYTES = 1L << 50;

    private final UserAdministration administration;

    UserController(UserAdministration administration) {
        this.administration = administration;
    }

    /** The users in the order in which they came; {@code q} is part of an address or name. */
    @GetMapping
    Page<AdministeredUser> users(
            @RequestParam(required = false) @Size(max = 100) @Nullable String q,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return administration.list(q, after, limit);
    }

    /** Keeps somebody from signing in, lets them again, or changes what they may do. */
    @PatchMapping("/{id}")
    AdministeredUser changeUser(@PathVariable UUID id, @Valid @RequestBody UserChange change, HttpServletRequest http) {
        return administration.change(
                Caller.currentUser(),
                id,
                change.disabled(),
                change.role(),
                change.quotaBytes(),
                Client.of(http).origin());
    }

    /** Signs somebody out everywhere; they may sign in again. */
    @DeleteMapping("/{id}/sessions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endUserSessions(@PathVariable UUID id, HttpServletRequest http) {
        administration.endSessions(Caller.currentUser(), id, Client.of(http).origin());
    }

    /** Deletes somebody's account with everything in it. It is closed at once; what it holds goes soon after. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void removeUser(@PathVariable UUID id, @Valid @RequestBody Removal request, HttpServletRequest http) {
        administration.remove(
                Caller.currentUser(),
                id,
                request.password(),
                FactorCode.of(request.totpCode(), request.backupCode()),
                Client.of(http));
    }

    /** Turns off the second factor of somebody who has lost it. */
    @DeleteMapping("/{id}/second-factor")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeSecondFactor(@PathVariable UUID id, HttpServletRequest http) {
        administration.removeSecondFactor(
                Caller.currentUser(), id, Client.of(http).origin());
    }
}

package io.docuvault.accounts;

import io.docuvault.secondfactor.FactorCode;
import io.docuvault.shared.Caller;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "password", description = "Changing a password, and setting a new one for a forgotten one")
class PasswordController {

    record Forgotten(@NotNull @Size(max = 254) String email) {}

    /** @param token from the link in the mail */
    record Reset(
            @NotNull @Size(max = 100) String token,
            @NotNull @Size(max = 256) String password,
            @Size(max = 32) @Nullable String totpCode,
            @Size(max = 32) @Nullable String backupCode) {

        /** Without its secrets. */
        @Override
        public String toString() {
            return "Reset";
        }
    }

    record Change(
            @NotNull @Size(max = 256) String currentPassword,
            @NotNull @Size(max = 256) String newPassword) {

        /** Without the passwords. */
        @Override
        public String toString() {
            return "Change";
        }
    }

    private final ForgottenPasswords forgotten;
    private final PasswordResets resets;
    private final PasswordChanges changes;
    private final SessionAnswers answers;

    PasswordController(
            ForgottenPasswords forgotten, PasswordResets resets, PasswordChanges changes, SessionAnswers answers) {
        this.forgotten = forgotten;
        this.resets = resets;
        this.changes = changes;
        this.answers = answers;
    }

    /** Mails a link, if the address is somebody's. The answer is the same, and as quick, if it is not. */
    @PostMapping(path = "/api/auth/password/forgot", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void forgotPassword(@Valid @RequestBody Forgotten request, HttpServletRequest http) {
        forgotten.accept(request.email(), Client.of(http));
    }

    /** Sets a new password by the link of a mail; ends every session of the account. */
    @PostMapping(path = "/api/auth/password/reset", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resetPassword(@Valid @RequestBody Reset reset, HttpServletRequest http) {
        resets.reset(
                reset.token(), reset.password(), FactorCode.of(reset.totpCode(), reset.backupCode()), Client.of(http));
    }

    /** Changes one's own password; ends every other session, and answers with new tokens for this one. */
    @PutMapping(path = "/api/account/password", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SessionAnswer> changePassword(@Valid @RequestBody Change change, HttpServletRequest http) {
        return answers.of(
                HttpStatus.OK,
                changes.change(Caller.currentUser(), change.currentPassword(), change.newPassword(), Client.of(http)));
    }
}

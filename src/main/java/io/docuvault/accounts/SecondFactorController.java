package io.docuvault.accounts;

import io.docuvault.secondfactor.Enrolment;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.shared.Caller;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/account")
@Tag(name = "second-factor", description = "One's own second factor")
class SecondFactorController {

    record Password(@NotNull @Size(max = 256) String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Password";
        }
    }

    record Confirmation(@NotNull @Size(max = 32) String code) {

        /** Without the code. */
        @Override
        public String toString() {
            return "Confirmation";
        }
    }

    record PasswordAndCode(
            @NotNull @Size(max = 256) String password,
            @Size(max = 32) @Nullable String totpCode,
            @Size(max = 32) @Nullable String backupCode) {

        /** Without its secrets. */
        @Override
        public String toString() {
            return "PasswordAndCode";
        }
    }

    /** Shown this once: only their hashes are kept. */
    record BackupCodeList(List<String> backupCodes) {

        /** Without the codes. */
        @Override
        public String toString() {
            return "BackupCodeList";
        }
    }

    private final SecondFactorChanges changes;

    SecondFactorController(SecondFactorChanges changes) {
        this.changes = changes;
    }

    /** Makes a secret for an authenticator app; it counts once it is confirmed. */
    @PostMapping("/totp")
    Enrolment enrol(@Valid @RequestBody Password request, HttpServletRequest http) {
        return changes.begin(Caller.currentUser(), request.password(), Client.of(http));
    }

    /** Turns the second factor on by a code of the new secret; ends every other session. */
    @PostMapping("/totp/confirm")
    BackupCodeList confirm(@Valid @RequestBody Confirmation request, HttpServletRequest http) {
        return new BackupCodeList(
                changes.confirm(Caller.currentUser(), request.code(), CurrentSession.id(), Client.of(http)));
    }

    /** Turns the second factor off; ends every other session. */
    @DeleteMapping("/totp")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void disable(@Valid @RequestBody PasswordAndCode request, HttpServletRequest http) {
        changes.disable(
                Caller.currentUser(),
                request.password(),
                FactorCode.of(request.totpCode(), request.backupCode()),
                CurrentSession.id(),
                Client.of(http));
    }

    /** Makes new backup codes; the earlier ones are worth nothing any more. */
    @PostMapping("/backup-codes")
    BackupCodeList renewBackupCodes(@Valid @RequestBody Password request, HttpServletRequest http) {
        return new BackupCodeList(changes.newBackupCodes(Caller.currentUser(), request.password(), Client.of(http)));
    }
}

package io.docuvault.accounts;

import io.docuvault.audit.AuditEntry;
import io.docuvault.audit.AuditEvent.Outcome;
import io.docuvault.audit.AuditTrail;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/account")
@Tag(name = "account", description = "One's own account")
class AccountController {

    /** What is absent stays as it is. */
    record ProfileChange(
            @Size(max = 100) @Pattern(regexp = NewAccount.PLAIN, message = "must not contain control characters") @Nullable String displayName,

            @Pattern(regexp = NewAccount.LANGUAGE, message = "must be en or de") @Nullable String language,

            @Size(max = 64) @Nullable String timeZone) {}

    /** What it takes to delete an account. */
    record Deletion(
            @NotNull @Size(max = 256) String password,
            @Size(max = 32) @Nullable String totpCode,
            @Size(max = 32) @Nullable String backupCode) {

        /** Without its secrets. */
        @Override
        public String toString() {
            return "Deletion";
        }
    }

    /**
     * What was done in one's account.
     *
     * @param byOthers whether somebody else did it: an administrator, of whom no more is said
     */
    record OwnEntry(
            long seq,
            Instant at,
            String action,
            Outcome outcome,
            boolean byOthers,
            @Nullable String address,
            @Nullable String device,
            Map<String, Object> details) {

        static OwnEntry of(AuditEntry entry, UUID own) {
            boolean byOthers = !own.equals(entry.actorId());
            return new OwnEntry(
                    entry.seq(),
                    entry.at(),
                    entry.action(),
                    entry.outcome(),
                    byOthers,
                    byOthers || entry.address() == null ? null : Client.readable(entry.address()),
                    byOthers ? null : entry.device(),
                    entry.details());
        }
    }

    private final Accounts accounts;
    private final AccountDeletion deletion;
    private final AuditTrail trail;

    AccountController(Accounts accounts, AccountDeletion deletion, AuditTrail trail) {
        this.accounts = accounts;
        this.deletion = deletion;
        this.trail = trail;
    }

    /** What was done in one's account, by oneself or by an administrator, newest first. */
    @GetMapping("/audit")
    Page<OwnEntry> accountAudit(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        UUID own = Caller.currentUser();
        Page<AuditEntry> page = trail.of(own, after, limit);
        return new Page<>(
                page.items().stream().map(entry -> OwnEntry.of(entry, own)).toList(), page.next());
    }

    @GetMapping
    Account account() {
        return accounts.find(Caller.currentUser()).orElseThrow(ProblemException::notFound);
    }

    /** How the account is protected. */
    @GetMapping("/security")
    AccountSecurity accountSecurity() {
        return accounts.security(Caller.currentUser());
    }

    /** Deletes the account with everything in it. It is closed at once; what it holds goes soon after. */
    @DeleteMapping
    ResponseEntity<Void> deleteAccount(@Valid @RequestBody Deletion request, HttpServletRequest http) {
        deletion.delete(
                Caller.currentUser(),
                request.password(),
                FactorCode.of(request.totpCode(), request.backupCode()),
                Client.of(http));
        return ResponseEntity.accepted()
                .header(HttpHeaders.SET_COOKIE, RefreshCookie.removed().toString())
                .build();
    }

    @PatchMapping
    Account changeAccount(@Valid @RequestBody ProfileChange change) {
        return accounts.changeProfile(Caller.currentUser(), change.displayName(), change.language(), change.timeZone());
    }
}

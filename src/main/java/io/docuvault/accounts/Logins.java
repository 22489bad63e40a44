package io.docuvault.accounts;

import io.docuvault.accounts.FactorCheck.Purpose;
import io.docuvault.accounts.FactorCheck.Verdict;
import io.docuvault.accounts.UserRepository.Credentials;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Signing in with a password and, where its owner wants it, a second factor. A wrong password, an address nobody has and
 * a disabled account cost the same work and get the same answer; only the audit log tells them apart.
 */
@Service
class Logins {

    /** How a login went. */
    private sealed interface Outcome {

        record SignedIn(Issued issued) implements Outcome {}

        record Refused() implements Outcome {}

        /** The password is right, but the second factor is missing or wrong. */
        record FactorRefused(Verdict verdict) implements Outcome {}
    }

    private final UserRepository users;
    private final Sessions sessions;
    private final PasswordHasher hasher;
    private final FactorCheck factors;
    private final Limits limits;
    private final SystemTransactions transactions;
    private final AuditLog audit;

    Logins(
            UserRepository users,
            Sessions sessions,
            PasswordHasher hasher,
            FactorCheck factors,
            Limits limits,
            SystemTransactions transactions,
            AuditLog audit) {
        this.users = users;
        this.sessions = sessions;
        this.hasher = hasher;
        this.factors = factors;
        this.limits = limits;
        this.transactions = transactions;
        this.audit = audit;
    }

    Issued login(String email, String password, Optional<FactorCode> code, Client client) {
        return limits.guess(email, client, () -> attempt(email, password, code, client));
    }

    private Issued attempt(String email, String password, Optional<FactorCode> code, Client client) {
        Optional<Credentials> found = transactions.call(() -> users.credentials(email));
        boolean matches =
                hasher.matches(password, found.map(Credentials::passwordHash).orElse(null));
        Credentials user = found.filter(_ -> matches)
                .filter(credentials -> !credentials.disabled())
                .orElse(null);
        String newHash = user != null && hasher.isOutdated(user.passwordHash()) ? hasher.hash(password) : null;
        Outcome outcome = transactions.call(
                () -> user == null ? refuse(found.orElse(null), matches, client) : begin(user, newHash, code, client));
        return switch (outcome) {
            case Outcome.SignedIn(Issued issued) -> issued;
            case Outcome.FactorRefused(Verdict verdict) -> throw FactorCheck.refused(verdict);
            case Outcome.Refused _ ->
                throw new ProblemException(ErrorCode.INVALID_CREDENTIALS, "E-mail address or password is wrong.");
        };
    }

    /** Looks at the user again: the password may have been changed, or the account disabled, during the check. */
    private Outcome begin(Credentials checked, @Nullable String newHash, Optional<FactorCode> code, Client client) {
        UUID id = checked.id();
        Credentials user = (newHash == null ? users.lock(id) : users.lockToChange(id))
                .filter(current -> !current.disabled() && current.hasPasswordOf(checked))
                .orElse(null);
        if (user == null) {
            return refuse(checked, true, client);
        }
        Verdict verdict = factors.check(Purpose.LOGIN, user.account(), code, client);
        if (verdict != Verdict.PASSED) {
            if (verdict == Verdict.MISSING) {
                audit.record(AuditEvent.success("second_factor_asked", id, client.origin()));
            }
            return new Outcome.FactorRefused(verdict);
        }
        if (newHash != null) {
            users.changeHash(id, newHash);
        }
        Issued issued = sessions.begin(user.account(), user.validAfter(), client);
        audit.record(AuditEvent.success("login", id, client.origin()));
        return new Outcome.SignedIn(issued);
    }

    private Outcome refuse(@Nullable Credentials user, boolean matches, Client client) {
        String reason = user == null ? "unknown_account" : matches ? "account_not_usable" : "wrong_password";
        AuditEvent event = AuditEvent.failure("login", user == null ? null : user.id(), client.origin());
        audit.record(event.with(Map.of("reason", reason)));
        return new Outcome.Refused();
    }
}

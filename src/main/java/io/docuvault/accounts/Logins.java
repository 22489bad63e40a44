package io.docuvault.accounts;

import io.docuvault.accounts.UserRepository.Credentials;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Signing in with a password. A wrong one, an address nobody has and a disabled account cost the same work and get the
 * same answer; only the audit log tells them apart.
 */
@Service
class Logins {

    private final UserRepository users;
    private final Sessions sessions;
    private final PasswordHasher hasher;
    private final Limits limits;
    private final SystemTransactions transactions;
    private final AuditLog audit;

    Logins(
            UserRepository users,
            Sessions sessions,
            PasswordHasher hasher,
            Limits limits,
            SystemTransactions transactions,
            AuditLog audit) {
        this.users = users;
        this.sessions = sessions;
        this.hasher = hasher;
        this.limits = limits;
        this.transactions = transactions;
        this.audit = audit;
    }

    Issued login(String email, String password, Client client) {
        return limits.guess(email, client, () -> attempt(email, password, client));
    }

    private Issued attempt(String email, String password, Client client) {
        Optional<Credentials> found = transactions.call(() -> users.credentials(email));
        boolean matches =
                hasher.matches(password, found.map(Credentials::passwordHash).orElse(null));
        Credentials user = found.filter(_ -> matches)
                .filter(credentials -> !credentials.disabled())
                .orElse(null);
        String newHash = user != null && hasher.isOutdated(user.passwordHash()) ? hasher.hash(password) : null;
        return transactions
                .call(() -> Optional.ofNullable(user)
                        .flatMap(checked -> begin(checked, newHash, client))
                        .or(() -> refuse(found.orElse(null), matches, client)))
                .orElseThrow(() ->
                        new ProblemException(ErrorCode.INVALID_CREDENTIALS, "E-mail address or password is wrong."));
    }

    /** Looks at the user again: the password may have been changed, or the account disabled, during the check. */
    private Optional<Issued> begin(Credentials checked, @Nullable String newHash, Client client) {
        Optional<Credentials> current = users.lock(checked.account().id())
                .filter(user -> !user.disabled() && user.passwordHash().equals(checked.passwordHash()));
        return current.map(user -> {
            Account account = user.account();
            if (newHash != null) {
                users.changeHash(account.id(), newHash);
            }
            Issued issued = sessions.begin(account, user.validAfter(), client);
            audit.record(AuditEvent.success("login", account.id(), client.origin()));
            return issued;
        });
    }

    private Optional<Issued> refuse(@Nullable Credentials user, boolean matches, Client client) {
        String reason = user == null ? "unknown_account" : matches ? "account_not_usable" : "wrong_password";
        AuditEvent event =
                AuditEvent.failure("login", user == null ? null : user.account().id(), client.origin());
        audit.record(event.with(Map.of("reason", reason)));
        return Optional.empty();
    }
}

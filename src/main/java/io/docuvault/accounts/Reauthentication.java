package io.docuvault.accounts;

import io.docuvault.accounts.UserRepository.Credentials;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.shared.ProblemException.FieldError;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Asks somebody who is signed in for their password again. A wrong one counts as a failed login does, and is never
 * answered with 401, which would have a browser refresh its token and try again.
 */
@Component
class Reauthentication {

    private final UserRepository users;
    private final PasswordHasher hasher;
    private final Limits limits;
    private final SystemTransactions transactions;
    private final AuditLog audit;

    Reauthentication(
            UserRepository users,
            PasswordHasher hasher,
            Limits limits,
            SystemTransactions transactions,
            AuditLog audit) {
        this.users = users;
        this.hasher = hasher;
        this.limits = limits;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * The user, whose password this is.
     *
     * @param field of the request that the password came in
     * @throws ProblemException {@code wrong_password}
     */
    Credentials require(UUID id, String password, String field, Client client) {
        Credentials user = transactions.call(() -> users.byId(id)).orElseThrow(ProblemException::notFound);
        return limits.guess(user.account().email(), client, () -> {
            if (!hasher.matches(password, user.passwordHash())) {
                transactions.run(() -> audit.record(AuditEvent.failure("password_asked_again", id, client.origin())));
                throw wrongPassword(field);
            }
            return user;
        });
    }

    /** Locks the user, in the running transaction, if their password is still the one that was checked. */
    Credentials lock(Credentials checked, String field) {
        return users.lockToChange(checked.id())
                .filter(user -> user.hasPasswordOf(checked) && !user.disabled())
                .orElseThrow(() -> wrongPassword(field));
    }

    private static ProblemException wrongPassword(String field) {
        String detail = "This is not your password.";
        return new ProblemException(
                ErrorCode.WRONG_PASSWORD, detail, List.of(new FieldError(field, "wrong_password", detail)));
    }
}

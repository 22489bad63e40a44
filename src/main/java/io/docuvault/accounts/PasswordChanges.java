package io.docuvault.accounts;

import io.docuvault.accounts.UserRepository.Credentials;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.mail.Mailer;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Changing a password. Whoever may be signed in with the old one is not any more, wherever they are. */
@Service
class PasswordChanges {

    private static final String CURRENT = "currentPassword";

    private final Reauthentication reauthentication;
    private final UserRepository users;
    private final PasswordResetRepository resets;
    private final Sessions sessions;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final SystemTransactions transactions;
    private final Mailer mailer;
    private final AuditLog audit;
    private final Clock clock;

    PasswordChanges(
            Reauthentication reauthentication,
            UserRepository users,
            PasswordResetRepository resets,
            Sessions sessions,
            PasswordPolicy policy,
            PasswordHasher hasher,
            SystemTransactions transactions,
            Mailer mailer,
            AuditLog audit,
            Clock clock) {
        this.reauthentication = reauthentication;
        this.users = users;
        this.resets = resets;
        this.sessions = sessions;
        this.policy = policy;
        this.hasher = hasher;
        this.transactions = transactions;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    /** Changes the password of somebody who knows the old one, and signs them in anew. */
    Issued change(UUID id, String current, String wanted, Client client) {
        Credentials checked = reauthentication.require(id, current, CURRENT, client);
        policy.require(wanted, checked.account().email(), "newPassword");
        String hash = hasher.hash(wanted);
        return transactions.call(() -> {
            Account user = reauthentication.lock(checked, CURRENT).account();
            replace(user, hash, "password_changed", client);
            Instant validAfter =
                    users.byId(id).orElseThrow(ProblemException::notFound).validAfter();
            return sessions.begin(user, validAfter, client);
        });
    }

    /** Gives a locked user a new password in the running transaction, ends their sessions and tells them. */
    void replace(Account user, String hash, String action, Client client) {
        Instant now = clock.instant();
        users.changePassword(user.id(), hash, now);
        resets.forget(user.id());
        sessions.endAllNow(user.id(), action);
        mailer.send(user.id(), user.email(), user.language(), AccountMail.about("password-changed", user, client, now));
        audit.record(AuditEvent.success(action, user.id(), client.origin()));
    }
}

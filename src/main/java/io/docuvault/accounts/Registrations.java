package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import org.springframework.stereotype.Service;

/** How accounts come into being: the first administrator's once, everybody else's as long as registration is open. */
@Service
class Registrations {

    private final Accounts accounts;
    private final UserRepository users;
    private final InvitationRepository invitations;
    private final Sessions sessions;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final Limits limits;
    private final SystemTransactions transactions;
    private final AccountSettings settings;
    private final AuditLog audit;

    Registrations(
            Accounts accounts,
            UserRepository users,
            InvitationRepository invitations,
            Sessions sessions,
            PasswordPolicy policy,
            PasswordHasher hasher,
            Limits limits,
            SystemTransactions transactions,
            AccountSettings settings,
            AuditLog audit) {
        this.accounts = accounts;
        this.users = users;
        this.invitations = invitations;
        this.sessions = sessions;
        this.policy = policy;
        this.hasher = hasher;
        this.limits = limits;
        this.transactions = transactions;
        this.settings = settings;
        this.audit = audit;
    }

    boolean isOpen() {
        return settings.registration() == AccountSettings.Registration.OPEN;
    }

    boolean administratorNeeded() {
        return !transactions.call(users::administratorExists);
    }

    Account register(NewAccount wish, Client client) {
        if (!isOpen()) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN, "Registration is not open here; ask the administrator for an account.");
        }
        limits.registrationBegins(client);
        policy.require(wish.password(), wish.email());
        String hash = hasher.hash(wish.password());
        return transactions.call(() -> insert(wish, Role.USER, hash, "registered", client));
    }

    /** Makes the first administrator and signs them in. */
    Issued setUp(NewAccount wish, Client client) {
        if (!administratorNeeded()) {
            throw setupDone();
        }
        limits.registrationBegins(client);
        policy.require(wish.password(), wish.email());
        String hash = hasher.hash(wish.password());
        return transactions.call(() -> {
            Account administrator = insertAdministrator(wish, hash, client);
            return sessions.begin(administrator, administrator.createdAt(), client);
        });
    }

    /** Makes the administrator that the settings name, where there is none yet. */
    void setUpFromSettings(NewAccount wish, Client client) {
        policy.require(wish.password(), wish.email());
        String hash = hasher.hash(wish.password());
        transactions.run(() -> {
            // Another node with the same settings may start at this moment.
            users.lockSetup();
            if (!users.administratorExists()) {
                insertAdministrator(wish, hash, client);
            }
        });
    }

    private Account insertAdministrator(NewAccount wish, String hash, Client client) {
        users.lockSetup();
        if (users.administratorExists()) {
            throw setupDone();
        }
        return insert(wish, Role.ADMINISTRATOR, hash, "administrator_created", client);
    }

    private Account insert(NewAccount wish, Role role, String hash, String action, Client client) {
        Account account = accounts.draft(wish, role);
        if (!users.insert(account, hash)) {
            throw new ProblemException(ErrorCode.EMAIL_TAKEN, "There is an account with this e-mail address already.");
        }
        invitations.forget(account.email());
        audit.record(AuditEvent.success(action, account.id(), client.origin()));
        return account;
    }

    private static ProblemException setupDone() {
        return new ProblemException(ErrorCode.SETUP_DONE, "This DocuVault has its administrator already.");
    }
}

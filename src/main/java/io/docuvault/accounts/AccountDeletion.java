package io.docuvault.accounts;

import io.docuvault.accounts.FactorCheck.Purpose;
import io.docuvault.accounts.FactorCheck.Verdict;
import io.docuvault.accounts.UserRepository.Credentials;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.mail.Mailer;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.secondfactor.SecondFactors;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/**
 * Deleting one's account. At once nobody can use it any more and its address is free; {@link DeleteAccountJob} then
 * removes everything that belongs to it. The audit log alone keeps what was done.
 */
@Service
class AccountDeletion {

    private static final String PASSWORD = "password";

    private final Reauthentication reauthentication;
    private final FactorCheck check;
    private final SecondFactors factors;
    private final UserRepository users;
    private final PasswordResetRepository resets;
    private final InvitationRepository invitations;
    private final Sessions sessions;
    private final SystemTransactions transactions;
    private final Jobs jobs;
    private final Mailer mailer;
    private final AuditLog audit;
    private final Clock clock;

    AccountDeletion(
            Reauthentication reauthentication,
            FactorCheck check,
            SecondFactors factors,
            UserRepository users,
            PasswordResetRepository resets,
            InvitationRepository invitations,
            Sessions sessions,
            SystemTransactions transactions,
            Jobs jobs,
            Mailer mailer,
            AuditLog audit,
            Clock clock) {
        this.reauthentication = reauthentication;
        this.check = check;
        this.factors = factors;
        this.users = users;
        this.resets = resets;
        this.invitations = invitations;
        this.sessions = sessions;
        this.transactions = transactions;
        this.jobs = jobs;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    void delete(UUID id, String password, Optional<FactorCode> code, Client client) {
        Credentials checked = reauthentication.require(id, password, PASSWORD, client);
        Verdict verdict = transactions.call(() -> {
            users.lockSetup();
            // All of the row at once: its address is a key, and an upload under way that refers to the row already, and
            // is about to count its bytes there, would otherwise wait for this while this waits for it.
            var _ = users.lockToRemove(id);
            Account user = reauthentication.lock(checked, PASSWORD).account();
            if (user.role() == Role.ADMINISTRATOR && !users.otherAdministratorExists(id)) {
                throw lastAdministrator();
            }
            Verdict found = check.check(Purpose.ACCOUNT, user, code, client);
            if (found == Verdict.PASSED) {
                begin(user, client);
            }
            return found;
        });
        if (verdict != Verdict.PASSED) {
            throw FactorCheck.invalidCode(code);
        }
    }

    /**
     * Deletes somebody else's account, once an administrator has proved by password and code who they are.
     *
     * @param id whose
     * @param find locks the account, in the transaction
     * @param told says what was done, in the transaction
     */
    void removeOther(
            UUID administrator,
            UUID id,
            String password,
            Optional<FactorCode> code,
            Client client,
            Supplier<Account> find,
            Consumer<Account> told) {
        Credentials checked = reauthentication.require(administrator, password, PASSWORD, client);
        Verdict verdict = transactions.call(() -> {
            users.lockSetup();
            Account admin = reauthentication.lock(checked, PASSWORD).account();
            Verdict found = check.check(Purpose.ACCOUNT, admin, code, client);
            if (found == Verdict.PASSED) {
                // All of the row at once, as in delete.
                var _ = users.lockToRemove(id);
                Account user = find.get();
                if (user.role() == Role.ADMINISTRATOR && !users.otherAdministratorExists(user.id())) {
                    throw lastAdministrator();
                }
                close(user);
                told.accept(user);
            }
            return found;
        });
        if (verdict != Verdict.PASSED) {
            throw FactorCheck.invalidCode(code);
        }
    }

    private void close(Account user) {
        // Neither what this address was offered nor what its owner offered others outlives the account.
        invitations.forget(user.email());
        invitations.forgetOf(user.id());
        users.markDeleted(user.id(), clock.instant());
        sessions.endAllNow(user.id(), "account_deleted");
        factors.disable(user.id());
        resets.forget(user.id());
        jobs.enqueue(new NewJob(DeleteAccountJob.KIND, user.id(), null));
    }

    private void begin(Account user, Client client) {
        Instant now = clock.instant();
        close(user);
        // In nobody's name: what belongs to the user is about to go, and the mail must not go with it.
        AccountMail farewell = AccountMail.about("account-deleted", user, client, now);
        mailer.send(NewJob.NOBODY, user.email(), user.language(), farewell);
        audit.record(AuditEvent.success("account_deleted", user.id(), client.origin()));
    }

    static ProblemException lastAdministrator() {
        return new ProblemException(
                ErrorCode.LAST_ADMINISTRATOR, "This is the only administrator; make somebody else one first.");
    }
}

package io.docuvault.accounts;

import io.docuvault.accounts.FactorCheck.Purpose;
import io.docuvault.accounts.FactorCheck.Verdict;
import io.docuvault.accounts.UserRepository.Credentials;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.mail.Mailer;
import io.docuvault.secondfactor.Enrolment;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.secondfactor.SecondFactors;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** What a user does to their own second factor. Each change asks for the password, and is told by mail. */
@Service
class SecondFactorChanges {

    private static final String PASSWORD = "password";

    private final Reauthentication reauthentication;
    private final SecondFactors factors;
    private final FactorCheck check;
    private final UserRepository users;
    private final Sessions sessions;
    private final Limits limits;
    private final SystemTransactions transactions;
    private final Mailer mailer;
    private final AuditLog audit;
    private final Clock clock;

    SecondFactorChanges(
            Reauthentication reauthentication,
            SecondFactors factors,
            FactorCheck check,
            UserRepository users,
            Sessions sessions,
            Limits limits,
            SystemTransactions transactions,
            Mailer mailer,
            AuditLog audit,
            Clock clock) {
        this.reauthentication = reauthentication;
        this.factors = factors;
        this.check = check;
        this.users = users;
        this.sessions = sessions;
        this.limits = limits;
        this.transactions = transactions;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    /** A secret for an authenticator app, to be confirmed by a code of it. */
    Enrolment begin(UUID id, String password, Client client) {
        Credentials checked = reauthentication.require(id, password, PASSWORD, client);
        return transactions.call(() -> {
            Account user = reauthentication.lock(checked, PASSWORD).account();
            return factors.begin(id, user.email())
                    .orElseThrow(() -> new ProblemException(
                            ErrorCode.SECOND_FACTOR_ENABLED,
                            "There is a second factor already; turn that off before you set up another one."));
        });
    }

    /** Turns the second factor on, and answers its backup codes. Other sessions began without it, and end. */
    List<String> confirm(UUID id, String code, UUID session, Client client) {
        limits.factorBegins("enrolment", id);
        List<String> codes = transactions
                .call(() -> {
                    Account user =
                            users.lockToChange(id).map(Credentials::account).orElseThrow(ProblemException::notFound);
                    Optional<List<String>> confirmed = factors.confirm(id, code);
                    if (confirmed.isPresent()) {
                        sessions.endOthersNow(id, session, "second_factor_enabled");
                        done(user, "second-factor-enabled", "second_factor_enabled", client);
                    }
                    return confirmed;
                })
                .orElseThrow(() -> FactorCheck.invalidCode("code"));
        limits.factorSucceeded("enrolment", id);
        return codes;
    }

    /** Turns the second factor off. */
    void disable(UUID id, String password, Optional<FactorCode> code, UUID session, Client client) {
        Credentials checked = reauthentication.require(id, password, PASSWORD, client);
        Verdict verdict = transactions.call(() -> {
            Account user = reauthentication.lock(checked, PASSWORD).account();
            Verdict found = check.check(Purpose.ACCOUNT, user, code, client);
            if (found == Verdict.PASSED && factors.disable(id)) {
                sessions.endOthersNow(id, session, "second_factor_disabled");
                done(user, "second-factor-disabled", "second_factor_disabled", client);
            }
            return found;
        });
        if (verdict != Verdict.PASSED) {
            throw FactorCheck.invalidCode(code);
        }
    }

    /** New backup codes in place of the earlier ones. */
    List<String> newBackupCodes(UUID id, String password, Client client) {
        Credentials checked = reauthentication.require(id, password, PASSWORD, client);
        return transactions.call(() -> {
            Account user = reauthentication.lock(checked, PASSWORD).account();
            if (!user.secondFactor()) {
                throw new ProblemException(
                        ErrorCode.CONFLICT, "Backup codes go with a second factor; turn that on first.");
            }
            List<String> codes = factors.newBackupCodes(id);
            done(user, "backup-codes-renewed", "backup_codes_renewed", client);
            return codes;
        });
    }

    private void done(Account user, String mail, String action, Client client) {
        mailer.send(user.id(), user.email(), user.language(), AccountMail.about(mail, user, client, clock.instant()));
        audit.record(AuditEvent.success(action, user.id(), client.origin()));
    }
}

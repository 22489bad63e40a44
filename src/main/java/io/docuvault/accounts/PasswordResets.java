package io.docuvault.accounts;

import io.docuvault.accounts.FactorCheck.Purpose;
import io.docuvault.accounts.FactorCheck.Verdict;
import io.docuvault.accounts.UserRepository.Credentials;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.mail.Mailer;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * Forgotten passwords. Whoever can read the owner's mail may set a new one, within an hour, once, with the newest link
 * only; the second factor is asked for as ever.
 */
@Service
class PasswordResets {

    private static final Duration VALID = Duration.ofHours(1);

    private final PasswordResetRepository repository;
    private final UserRepository users;
    private final RefreshTokens tokens;
    private final PasswordChanges changes;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final FactorCheck factors;
    private final Limits limits;
    private final SystemTransactions transactions;
    private final Mailer mailer;
    private final AuditLog audit;
    private final Clock clock;

    PasswordResets(
            PasswordResetRepository repository,
            UserRepository users,
            RefreshTokens tokens,
            PasswordChanges changes,
            PasswordPolicy policy,
            PasswordHasher hasher,
            FactorCheck factors,
            Limits limits,
            SystemTransactions transactions,
            Mailer mailer,
            AuditLog audit,
            Clock clock) {
        this.repository = repository;
        this.users = users;
        this.tokens = tokens;
        this.changes = changes;
        this.policy = policy;
        this.hasher = hasher;
        this.factors = factors;
        this.limits = limits;
        this.transactions = transactions;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    /** Mails a link to the address, if it is somebody's; says nothing about whether it is. */
    void send(String email, Client client) {
        if (!limits.mayMailReset(email)) {
            return;
        }
        transactions.run(() -> {
            Optional<Account> user =
                    users.credentials(email).filter(found -> !found.disabled()).map(Credentials::account);
            user.ifPresent(this::mail);
            audit.record(user.map(found -> AuditEvent.success("password_forgotten", found.id(), client.origin()))
                    .orElseGet(() -> AuditEvent.failure("password_forgotten", null, client.origin())));
        });
    }

    private void mail(Account user) {
        String token = tokens.first();
        repository.insert(user.id(), Sha256.of(token), clock.instant().plus(VALID));
        mailer.send(user.id(), user.email(), user.language(), AccountMail.passwordReset(token));
    }

    /** Sets a new password; the link is used up by success alone. */
    void reset(String token, String password, Optional<FactorCode> code, Client client) {
        limits.resetBegins(client);
        Sha256 hash = Sha256.of(token);
        Account user = transactions
                .call(() -> repository.ownerOf(hash, clock.instant()).flatMap(users::byId))
                .filter(found -> !found.disabled())
                .map(Credentials::account)
                .orElseThrow(() -> {
                    transactions.run(() -> audit.record(AuditEvent.failure("password_reset", null, client.origin())));
                    return linkInvalid();
                });
        policy.require(password, user.email());
        if (user.secondFactor() && code.isEmpty()) {
            throw FactorCheck.refused(Verdict.MISSING);
        }
        String passwordHash = hasher.hash(password);
        Verdict verdict = transactions.call(() -> replace(user, hash, passwordHash, code, client));
        if (verdict != Verdict.PASSED) {
            throw FactorCheck.refused(verdict);
        }
    }

    /** Looks at everything again under the user's lock: the link may have been used, or replaced, meanwhile. */
    private Verdict replace(
            Account checked, Sha256 token, String passwordHash, Optional<FactorCode> code, Client client) {
        Account user = users.lockToChange(checked.id())
                .filter(found -> !found.disabled())
                .filter(_ -> repository
                        .ownerOf(token, clock.instant())
                        .filter(checked.id()::equals)
                        .isPresent())
                .map(Credentials::account)
                .orElseThrow(PasswordResets::linkInvalid);
        Verdict verdict = factors.check(Purpose.PASSWORD_RESET, user, code, client);
        if (verdict == Verdict.PASSED) {
            changes.replace(user, passwordHash, "password_reset", client);
        }
        return verdict;
    }

    private static ProblemException linkInvalid() {
        return new ProblemException(
                ErrorCode.RESET_LINK_INVALID, "This link is not valid any more; ask for a new one.");
    }
}

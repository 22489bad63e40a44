package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.mail.Mailer;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.secondfactor.SecondFactors;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.shared.ProblemException.FieldError;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks for the second factor of somebody whose password, or reset link, is right. */
@Component
class FactorCheck {

    /** What the factor is asked for; each has a ceiling of its own. */
    enum Purpose {
        LOGIN,
        PASSWORD_RESET,
        ACCOUNT
    }

    /** How it went. */
    enum Verdict {
        /** The code is right, and used up now; or none is needed. */
        PASSED,
        MISSING,
        WRONG
    }

    /** So many wrong codes within this time are worth a warning: whoever sent them is past the password. */
    private static final int SUSPICIOUS = 5;

    private static final Duration WITHIN = Duration.ofHours(1);

    private final SecondFactors factors;
    private final Limits limits;
    private final Mailer mailer;
    private final AuditLog audit;
    private final Clock clock;

    FactorCheck(SecondFactors factors, Limits limits, Mailer mailer, AuditLog audit, Clock clock) {
        this.factors = factors;
        this.limits = limits;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Looks at a code in the running transaction, which has to be committed whatever the verdict: wrong codes are counted
     * in it.
     *
     * @throws ProblemException {@code rate_limited}
     */
    Verdict check(Purpose purpose, Account user, Optional<FactorCode> code, Client client) {
        if (!user.secondFactor()) {
            return Verdict.PASSED;
        }
        if (code.isEmpty()) {
            return Verdict.MISSING;
        }
        String name = purpose.name().toLowerCase(Locale.ROOT);
        limits.factorBegins(name, user.id());
        if (factors.accept(user.id(), code.get())) {
            limits.factorSucceeded(name, user.id());
            return Verdict.PASSED;
        }
        if (factors.countFailure(user.id(), WITHIN) == SUSPICIOUS) {
            AccountMail warning = AccountMail.about("second-factor-guessed", user, client, clock.instant());
            mailer.send(user.id(), user.email(), user.language(), warning);
        }
        audit.record(
                AuditEvent.failure("second_factor", user.id(), client.origin()).with(Map.of("purpose", name)));
        return Verdict.WRONG;
    }

    /** The answer to somebody who is signing in, or setting a new password, without the right code. */
    static ProblemException refused(Verdict verdict) {
        return switch (verdict) {
            case MISSING ->
                new ProblemException(
                        ErrorCode.SECOND_FACTOR_REQUIRED,
                        "Enter a code from your authenticator app, or a backup code.");
            case WRONG ->
                new ProblemException(
                        ErrorCode.SECOND_FACTOR_INVALID, "This code is wrong, or was used before; try the next one.");
            case PASSED -> throw new IllegalArgumentException("A code that passed is not refused");
        };
    }

    /** The answer to somebody who is signed in: never 401, which would have a browser refresh its token and repeat. */
    static ProblemException invalidCode(Optional<FactorCode> code) {
        String field = code.isPresent() && code.get() instanceof FactorCode.Backup ? "backupCode" : "totpCode";
        return invalidCode(field);
    }

    static ProblemException invalidCode(String field) {
        String detail = "This code is wrong, or was used before; try the next one.";
        return new ProblemException(
                ErrorCode.INVALID_CODE, detail, List.of(new FieldError(field, "invalid_code", detail)));
    }
}

package io.docuvault.accounts;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.util.List;
import org.springframework.stereotype.Component;

/** Which new passwords are accepted: long enough, not among the common ones, not known from a breach. */
@Component
class PasswordPolicy {

    static final int LONGEST = 128;

    private final AccountSettings.Passwords settings;
    private final CommonPasswords common;
    private final BreachCheck breaches;

    PasswordPolicy(AccountSettings settings, CommonPasswords common, BreachCheck breaches) {
        this.settings = settings.passwords();
        this.common = common;
        this.breaches = breaches;
    }

    void require(String password, String email) {
        require(password, email, "password");
    }

    /**
     * @param field of the request that the password came in
     * @throws ProblemException that says in words what is wrong with it
     */
    void require(String typed, String email, String field) {
        // As it will be hashed: "password" in full-width letters is no other password.
        String password = PasswordHasher.normal(typed);
        int length = password.codePointCount(0, password.length());
        if (length < settings.minLength()) {
            throw refused(field, "too_short", "Use at least " + settings.minLength() + " characters.");
        }
        if (length > LONGEST) {
            throw refused(field, "too_long", "Use at most " + LONGEST + " characters.");
        }
        if (common.contains(password, email)) {
            throw refused(field, "too_common", "This password is easy to guess; choose another one.");
        }
        if (breaches.knows(password)) {
            throw new ProblemException(
                    ErrorCode.PASSWORD_BREACHED,
                    "This password is known from a data breach elsewhere; choose another one.",
                    List.of(new ProblemException.FieldError(
                            field,
                            "breached",
                            "This password is known from a data breach elsewhere; choose another one.")));
        }
    }

    private static ProblemException refused(String field, String code, String detail) {
        return ProblemException.invalid(field, code, detail);
    }
}

package io.docuvault.secondfactor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody shows as their second factor. */
public sealed interface FactorCode {

    /** Digits that an authenticator app shows. */
    record Timed(String digits) implements FactorCode {

        /** Without the digits. */
        @Override
        public String toString() {
            return "Timed";
        }
    }

    /** One of the codes that were written down. */
    record Backup(String code) implements FactorCode {

        /** Without the code. */
        @Override
        public String toString() {
            return "Backup";
        }
    }

    /** The code that a request carries, if it does; the app's goes before a backup code, which is used up. */
    static Optional<FactorCode> of(@Nullable String totpCode, @Nullable String backupCode) {
        if (totpCode != null && !totpCode.isBlank()) {
            return Optional.of(new Timed(totpCode));
        }
        return backupCode == null || backupCode.isBlank() ? Optional.empty() : Optional.of(new Backup(backupCode));
    }
}

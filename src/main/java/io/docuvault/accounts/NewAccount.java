package io.docuvault.accounts;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account that somebody asks for. */
record NewAccount(
        @NotNull @Size(max = 254) @Pattern(regexp = EMAIL, message = "must be an e-mail address") String email,

        @NotNull String password,

        @Size(max = 100) @Pattern(regexp = PLAIN, message = "must not contain control characters") @Nullable String displayName,

        @Pattern(regexp = LANGUAGE, message = "must be en or de") @Nullable String language,

        @Size(max = 64) @Nullable String timeZone) {

    static final List<String> LANGUAGES = List.of("en", "de");
    static final String LANGUAGE = "en|de";
    /** Loose on purpose (only a mail tells), but nothing that could break out of a mail's header. */
    static final String EMAIL = "[^@\\s\\p{Cntrl}<>\"(),:;\\\\]+@[^@\\s\\p{Cntrl}<>\"(),;\\\\]+";

    static final String PLAIN = "\\P{Cntrl}*";

    /** Without the password. */
    @Override
    public String toString() {
        return "NewAccount[" + email + "]";
    }
}

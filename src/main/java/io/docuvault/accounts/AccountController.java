package io.docuvault.accounts;

import io.docuvault.shared.Caller;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/account")
@Tag(name = "account", description = "One's own account")
class AccountController {

    /** What is absent stays as it is. */
    record ProfileChange(
            @Size(max = 100) @Pattern(regexp = NewAccount.PLAIN, message = "must not contain control characters") @Nullable String displayName,

            @Pattern(regexp = NewAccount.LANGUAGE, message = "must be en or de") @Nullable String language) {}

    private final Accounts accounts;

    AccountController(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping
    Account account() {
        return accounts.find(Caller.currentUser()).orElseThrow(ProblemException::notFound);
    }

    @PatchMapping
    Account changeAccount(@Valid @RequestBody ProfileChange change) {
        return accounts.changeProfile(Caller.currentUser(), change.displayName(), change.language());
    }
}

package io.docuvault.accounts;

import io.docuvault.secondfactor.SecondFactors;
import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who has an account here. */
@Service
public class Accounts {

    private final UserRepository users;
    private final SecondFactors factors;
    private final AccountSettings settings;
    private final Clock clock;

    Accounts(UserRepository users, SecondFactors factors, AccountSettings settings, Clock clock) {
        this.users = users;
        this.factors = factors;
        this.settings = settings;
        this.clock = clock;
    }

    /** A user, if the caller may see them: oneself, or anybody for the system. */
    @Transactional(readOnly = true)
    public Optional<Account> find(UUID id) {
        return users.find(id);
    }

    @Transactional(readOnly = true)
    AccountSecurity security(UUID id) {
        SecondFactors.Status factor = factors.status(id);
        return users.byId(id)
                .map(user ->
                        new AccountSecurity(user.passwordChangedAt(), factor.enabledAt(), factor.backupCodesLeft()))
                .orElseThrow(ProblemException::notFound);
    }

    @Transactional
    Account changeProfile(UUID id, @Nullable String displayName, @Nullable String language, @Nullable String timeZone) {
        String zone = timeZone == null ? null : TimeZones.require(timeZone);
        users.changeProfile(id, displayName, language, zone, clock.instant());
        return users.find(id).orElseThrow(ProblemException::notFound);
    }

    /** An account that is not stored yet. */
    Account draft(NewAccount wish, Role role) {
        return new Account(
                Ids.next(),
                wish.email(),
                wish.displayName() == null ? "" : wish.displayName().strip(),
                role,
                wish.language() == null ? NewAccount.LANGUAGES.getFirst() : wish.language(),
                wish.timeZone() == null ? TimeZones.DEFAULT : TimeZones.require(wish.timeZone()),
                false,
                settings.defaultQuota().toBytes(),
                0,
                0,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }
}

package io.docuvault.accounts;

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
    private final AccountSettings settings;
    private final Clock clock;

    Accounts(UserRepository users, AccountSettings settings, Clock clock) {
        this.users = users;
        this.settings = settings;
        this.clock = clock;
    }

    /** A user, if the caller may see them: oneself, or anybody for the system. */
    @Transactional(readOnly = true)
    public Optional<Account> find(UUID id) {
        return users.find(id);
    }

    @Transactional
    Account changeProfile(UUID id, @Nullable String displayName, @Nullable String language) {
        users.changeProfile(id, displayName, language, clock.instant());
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
                settings.defaultQuota().toBytes(),
                0,
                0,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }
}

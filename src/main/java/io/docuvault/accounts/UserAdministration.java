package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.audit.AuditLog;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.jobs.NewJob;
import io.docuvault.mail.Mailer;
import io.docuvault.secondfactor.FactorCode;
import io.docuvault.secondfactor.SecondFactors;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What an administrator does to the users. That the caller is one, the security filters have seen to. Every change acts
 * at once on every node, is in the audit log, and is told to the user by mail.
 */
@Service
public class UserAdministration {

    private final UserAdministrationRepository repository;
    private final UserRepository users;
    private final SecondFactors factors;
    private final Sessions sessions;
    private final SystemTransactions transactions;
    private final AccountDeletion removal;
    private final InvitationRepository invitations;
    private final LiveEvents events;
    private final Mailer mailer;
    private final AuditLog audit;
    private final Clock clock;

    UserAdministration(
            UserAdministrationRepository repository,
            UserRepository users,
            SecondFactors factors,
            Sessions sessions,
            SystemTransactions transactions,
            AccountDeletion removal,
            InvitationRepository invitations,
            LiveEvents events,
            Mailer mailer,
            AuditLog audit,
            Clock clock) {
        this.repository = repository;
        this.users = users;
        this.factors = factors;
        this.sessions = sessions;
        this.transactions = transactions;
        this.removal = removal;
        this.invitations = invitations;
        this.events = events;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The users in the order in which they came.
     *
     * @param words part of an address or name; null for everybody
     */
    public Page<AdministeredUser> list(@Nullable String words, @Nullable UUID after, int limit) {
        return transactions.call(() -> Page.of(
                repository.list(words, after, limit + 1),
                limit,
                user -> user.id().toString()));
    }

    /** The addresses of users by their ids, as far as they are still there. */
    public Map<UUID, String> addresses(Set<UUID> ids) {
        return ids.isEmpty() ? Map.of() : transactions.call(() -> repository.addresses(ids));
    }

    /**
     * Changes whether somebody may sign in, what they may do and how much they may store; null leaves it as it is.
     *
     * @throws ProblemException {@code last_administrator}
     */
    public AdministeredUser change(
            UUID administrator,
            UUID id,
            @Nullable Boolean disabled,
            @Nullable Role role,
            @Nullable Long quotaBytes,
            Origin origin) {
        return transactions.call(() -> {
            // One at a time: two administrators who demote each other would otherwise leave none.
            users.lockSetup();
            Account account = lock(id);
            AdministeredUser before = repository.find(id).orElseThrow(ProblemException::notFound);
            boolean disabledAfter = disabled == null ? before.disabled() : disabled;
            Role roleAfter = role == null ? before.role() : role;
            boolean administrates = before.role() == Role.ADMINISTRATOR && !before.disabled();
            boolean willAdministrate = roleAfter == Role.ADMINISTRATOR && !disabledAfter;
            if (administrates && !willAdministrate && !users.otherAdministratorExists(id)) {
                throw AccountDeletion.lastAdministrator();
            }
            if (roleAfter != before.role()) {
                changeRole(administrator, account, roleAfter, origin);
            }
            if (disabledAfter != before.disabled()) {
                setDisabled(administrator, account, disabledAfter, origin);
            }
            if (quotaBytes != null && quotaBytes != before.quotaBytes()) {
                users.changeQuota(id, quotaBytes, clock.instant());
                events.publish(id, "account", Map.of());
                audit.record(AuditEvent.success("quota_changed", administrator, origin)
                        .about(id)
                        .with(Map.of("quotaBytes", quotaBytes, "before", before.quotaBytes())));
            }
            return repository.find(id).orElseThrow(ProblemException::notFound);
        });
    }

    /** Signs somebody out everywhere; they may sign in again. */
    public void endSessions(UUID administrator, UUID id, Origin origin) {
        transactions.run(() -> {
            Account account = lock(id);
            int ended = sessions.endAllNow(id, "sessions_ended_by_administrator");
            done(
                    administrator,
                    account,
                    "sessions-ended",
                    "sessions_ended_by_administrator",
                    Map.of("sessions", ended),
                    origin);
        });
    }

    /**
     * Deletes somebody's account with everything in it, for an administrator who has proved once more who they are. What
     * lies in storage of the user's own stays there.
     *
     * @throws ProblemException {@code wrong_password}, {@code invalid_code}, {@code last_administrator}, {@code conflict}
     *     for one's own
     */
    public void remove(UUID administrator, UUID id, String password, Optional<FactorCode> code, Client client) {
        if (administrator.equals(id)) {
            throw new ProblemException(ErrorCode.CONFLICT, "Delete your own account in your settings.");
        }
        removal.removeOther(
                administrator,
                id,
                password,
                code,
                client,
                () -> lock(id),
                account -> done(
                        administrator,
                        NewJob.NOBODY,
                        account,
                        "account-removed",
                        "account_removed",
                        Map.of(),
                        client.origin()));
    }

    /**
     * Turns off the second factor of somebody who has lost it; they sign in with their password alone. One's own goes
     * with password and code only: whoever got hold of an administrator's session has neither.
     *
     * @throws ProblemException {@code conflict} for one's own
     */
    public void removeSecondFactor(UUID administrator, UUID id, Origin origin) {
        if (administrator.equals(id)) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Turn off your own second factor in your settings, or ask another administrator.");
        }
        transactions.run(() -> {
            Account account = lock(id);
            if (factors.disable(id)) {
                sessions.endAllNow(id, "second_factor_removed");
                done(administrator, account, "second-factor-removed", "second_factor_removed", Map.of(), origin);
            }
        });
    }

    private Account lock(UUID id) {
        return users.lockToChange(id)
                .filter(_ -> repository.find(id).isPresent())
                .orElseThrow(ProblemException::notFound)
                .account();
    }

    private void changeRole(UUID administrator, Account account, Role role, Origin origin) {
        Instant now = clock.instant();
        users.changeRole(account.id(), role, now);
        invitations.forgetOf(account.id());
        users.refuseEarlierTokens(account.id(), now);
        String mail = role == Role.ADMINISTRATOR ? "role-administrator" : "role-user";
        done(administrator, account, mail, "role_changed", Map.of("role", role.column()), origin);
    }

    private void setDisabled(UUID administrator, Account account, boolean disabled, Origin origin) {
        if (disabled) {
            users.disable(account.id(), clock.instant());
            invitations.forgetOf(account.id());
            sessions.endAllNow(account.id(), "account_disabled");
            done(administrator, account, "account-disabled", "account_disabled", Map.of(), origin);
        } else {
            users.enable(account.id(), clock.instant());
            done(administrator, account, "account-enabled", "account_enabled", Map.of(), origin);
        }
    }

    private void done(
            UUID administrator,
            Account account,
            String mail,
            String action,
            Map<String, Object> details,
            Origin origin) {
        done(administrator, account.id(), account, mail, action, details, origin);
    }

    private void done(
            UUID administrator,
            UUID mailOwner,
            Account account,
            String mail,
            String action,
            Map<String, Object> details,
            Origin origin) {
        mailer.send(
                mailOwner,
                account.email(),
                account.language(),
                AccountMail.byAdministrator(mail, account, clock.instant()));
        audit.record(AuditEvent.success(action, administrator, origin)
                .about(account.id())
                .with(details));
    }
}

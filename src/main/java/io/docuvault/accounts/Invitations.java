package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.audit.AuditLog;
import io.docuvault.jobs.NewJob;
import io.docuvault.mail.Mailer;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Accounts offered by mail: a link that is good for some days, once, and for one address. */
@Service
public class Invitations {

    private static final Duration VALID = Duration.ofDays(7);

    private final InvitationRepository repository;
    private final UserRepository users;
    private final Accounts accounts;
    private final Sessions sessions;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final RefreshTokens tokens;
    private final Limits limits;
    private final SystemTransactions transactions;
    private final AccountSettings settings;
    private final Mailer mailer;
    private final AuditLog audit;
    private final Clock clock;

    Invitations(
            InvitationRepository repository,
            UserRepository users,
            Accounts accounts,
            Sessions sessions,
            PasswordPolicy policy,
            PasswordHasher hasher,
            RefreshTokens tokens,
            Limits limits,
            SystemTransactions transactions,
            AccountSettings settings,
            Mailer mailer,
            AuditLog audit,
            Clock clock) {
        this.repository = repository;
        this.users = users;
        this.accounts = accounts;
        this.sessions = sessions;
        this.policy = policy;
        this.hasher = hasher;
        this.tokens = tokens;
        this.limits = limits;
        this.transactions = transactions;
        this.settings = settings;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    /** Newest first. */
    public Page<Invitation> list(@Nullable UUID after, int limit) {
        return transactions.call(() -> Page.of(
                repository.list(after, limit + 1),
                limit,
                invitation -> invitation.id().toString()));
    }

    /**
     * Invites somebody.
     *
     * @param quota what they may store; null for what everybody may
     * @throws ProblemException {@code email_taken} if the address has an account, {@code already_invited},
     *     {@code registration_closed} if it is closed to everybody
     */
    public Invitation invite(
            UUID administrator, String email, Role role, @Nullable Long quota, String language, Origin origin) {
        requireAllowed();
        Instant now = now();
        String token = tokens.first();
        Invitation wanted = new Invitation(
                Ids.next(),
                email,
                role,
                quota == null ? settings.defaultQuota().toBytes() : quota,
                language,
                now,
                now,
                now.plus(VALID));
        return transactions.call(() -> {
            if (users.credentials(email).isPresent()) {
                throw new ProblemException(
                        ErrorCode.EMAIL_TAKEN, "There is an account with this e-mail address already.");
            }
            Invitation made = repository
                    .insert(administrator, wanted, Sha256.of(token))
                    .orElseThrow(() -> new ProblemException(
                            ErrorCode.ALREADY_INVITED,
                            "This address is invited already; send the mail again instead."));
            send(administrator, made, token, "user_invited", origin);
            return made;
        });
    }

    /** Sends another link; the one before is worth nothing any more. */
    public Invitation resend(UUID administrator, UUID id, Origin origin) {
        requireAllowed();
        String token = tokens.first();
        return transactions.call(() -> {
            Instant now = now();
            Invitation renewed = repository
                    .renew(id, Sha256.of(token), now, now.plus(VALID))
                    .orElseThrow(ProblemException::notFound);
            send(administrator, renewed, token, "invitation_resent", origin);
            return renewed;
        });
    }

    public void withdraw(UUID administrator, UUID id, Origin origin) {
        transactions.run(() -> {
            var _ = repository.delete(id).orElseThrow(ProblemException::notFound);
            audit.record(AuditEvent.success("invitation_withdrawn", administrator, origin)
                    .about(id));
        });
    }

    /** Whom a link is for. */
    Invitation open(String token, Client client) {
        limits.registrationBegins(client);
        if (settings.registration() == AccountSettings.Registration.CLOSED) {
            throw refused(client);
        }
        return transactions
                .call(() -> repository.withToken(Sha256.of(token), clock.instant()))
                .orElseThrow(() -> refused(client));
    }

    /** Makes the account, as it was offered, and signs its owner in. The link is used up by success alone. */
    Issued accept(
            String token,
            String password,
            @Nullable String displayName,
            @Nullable String language,
            @Nullable String timeZone,
            Client client) {
        Invitation invitation = open(token, client);
        NewAccount wish = new NewAccount(invitation.email(), password, displayName, language, timeZone);
        policy.require(wish.password(), invitation.email());
        String hash = hasher.hash(wish.password());
        Optional<Issued> issued = transactions.call(() -> repository
                .take(Sha256.of(token), clock.instant())
                .map(taken -> sessions.begin(insert(taken, wish, hash, client), clock.instant(), client)));
        return issued.orElseThrow(() -> refused(client));
    }

    private Account insert(Invitation invitation, NewAccount wish, String hash, Client client) {
        Account draft = accounts.draft(wish, invitation.role());
        Account account = new Account(
                draft.id(),
                invitation.email(),
                draft.displayName(),
                invitation.role(),
                draft.language(),
                draft.timeZone(),
                false,
                invitation.quotaBytes(),
                0,
                0,
                draft.createdAt());
        if (!users.insert(account, hash)) {
            throw new ProblemException(ErrorCode.EMAIL_TAKEN, "There is an account with this e-mail address already.");
        }
        audit.record(AuditEvent.success("invitation_accepted", account.id(), client.origin())
                .about(invitation.id()));
        return account;
    }

    private void send(UUID administrator, Invitation invitation, String token, String action, Origin origin) {
        // In nobody's name, since the recipient has no account yet.
        mailer.send(
                NewJob.NOBODY, invitation.email(), invitation.language(), AccountMail.invitation(token, invitation));
        audit.record(AuditEvent.success(action, administrator, origin)
                .about(invitation.id())
                .with(Map.of("role", invitation.role().column(), "quotaBytes", invitation.quotaBytes())));
    }

    private void requireAllowed() {
        if (settings.registration() == AccountSettings.Registration.CLOSED) {
            throw new ProblemException(
                    ErrorCode.REGISTRATION_CLOSED, "Nobody can make an account here: REGISTRATION is set to closed.");
        }
    }

    private ProblemException refused(Client client) {
        transactions.run(() -> audit.record(AuditEvent.failure("invitation_accepted", null, client.origin())));
        return new ProblemException(
                ErrorCode.INVITATION_INVALID, "This invitation is not valid any more; ask for a new one.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

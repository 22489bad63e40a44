package io.docuvault.accounts;

import io.docuvault.accounts.SessionRepository.LiveSession;
import io.docuvault.accounts.SessionRepository.NewSession;
import io.docuvault.accounts.SessionRepository.NewToken;
import io.docuvault.accounts.SessionRepository.Presented;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.ephemeral.Denials;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.mail.Mailer;
import io.docuvault.shared.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Sign-ins and what keeps them going. Every refresh replaces the refresh token; one that is used again, other than by a
 * client whose answer was lost a moment ago, was copied: then the whole family ends and its owner is told.
 */
@Service
class Sessions {

    /** What {@link Denials} knows revoked access tokens as. */
    private static final String DENIED = "access-token";

    private final SessionRepository repository;
    private final UserRepository users;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final KnownDevices knownDevices;
    private final Denials denials;
    private final LiveEvents events;
    private final SystemTransactions transactions;
    private final AccountSettings.Sessions settings;
    private final AuditLog audit;
    private final Mailer mailer;
    private final Clock clock;

    Sessions(
            SessionRepository repository,
            UserRepository users,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            KnownDevices knownDevices,
            Denials denials,
            LiveEvents events,
            SystemTransactions transactions,
            AccountSettings settings,
            AuditLog audit,
            Mailer mailer,
            Clock clock) {
        this.repository = repository;
        this.users = users;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.knownDevices = knownDevices;
        this.denials = denials;
        this.events = events;
        this.transactions = transactions;
        this.settings = settings.sessions();
        this.audit = audit;
        this.mailer = mailer;
        this.clock = clock;
    }

    /** Begins a session in the running transaction. */
    Issued begin(Account user, Instant validAfter, Client client) {
        Instant now = clock.instant();
        UUID session = Ids.next();
        Instant end = now.plus(settings.family());
        Fingerprint fingerprint = client.fingerprint();
        repository.insert(new NewSession(
                session, user.id(), fingerprint.hash(), fingerprint.device(), client.address(), now, end));
        String token = refreshTokens.first();
        Instant expiry = insert(Ids.next(), session, user.id(), token, end, now);
        String accessToken = accessTokens.issue(user.id(), session, validAfter, fingerprint);
        String device = knownDevices.recognise(user, client);
        return new Issued(user, accessToken, token, Duration.between(now, expiry), device);
    }

    /** New tokens for a refresh token; empty if it is worth nothing (any more). */
    Optional<Issued> refresh(String token, Client client) {
        Sha256 hash = RefreshTokens.hash(token);
        return transactions.call(() ->
                repository.lockSessionOf(hash) ? refresh(token, repository.presented(hash), client) : Optional.empty());
    }

    /** Ends the session of a refresh token, if there is one. */
    void end(String refreshToken, String reason, Client client) {
        Sha256 hash = RefreshTokens.hash(refreshToken);
        transactions.run(() -> {
            if (repository.lockSessionOf(hash)) {
                Presented presented = repository.presented(hash);
                end(presented.session(), presented.owner(), reason, client);
            }
        });
    }

    /** Ends the session of an access token and refuses the token itself. */
    void end(AccessToken token, String reason, Client client) {
        transactions.run(() -> {
            repository.revoke(token);
            end(token.sessionId(), token.userId(), reason, client);
        });
        denials.deny(DENIED, token.id().toString(), token.expiresAt());
    }

    /** Ends one of the user's own sessions; false if it is not theirs, or has ended. */
    boolean end(UUID user, UUID session, Client client) {
        return Objects.requireNonNull(transactions.call(() -> {
            boolean theirs = repository.isAlive(user, session, clock.instant());
            if (theirs) {
                end(session, user, "session_ended", client);
            }
            return theirs;
        }));
    }

    /** A user's live sessions, newest first, with one more than asked for if there are more. */
    List<LiveSession> live(UUID user, @Nullable UUID after, int limit) {
        return transactions.call(() -> repository.live(user, after, limit + 1, clock.instant()));
    }

    /** Ends every session of a user and refuses all tokens issued so far. */
    void endAll(UUID user, String action, Client client) {
        transactions.run(() -> {
            int ended = endAllNow(user, action);
            audit.record(AuditEvent.success(action, user, client.origin()).with(Map.of("sessions", ended)));
        });
    }

    /** Ends every session of a user, in the running transaction, and refuses all tokens issued so far; how many. */
    int endAllNow(UUID user, String reason) {
        users.refuseEarlierTokens(user, clock.instant());
        return endOthersNow(user, null, reason);
    }

    /** Ends every session of a user, in the running transaction, but for one that may be kept; how many there were. */
    int endOthersNow(UUID user, @Nullable UUID kept, String reason) {
        List<UUID> ended = repository.endOthers(user, kept, reason, clock.instant());
        ended.forEach(session -> events.endStreams(user, session));
        return ended.size();
    }

    /** The role of the token's user, if it is still to be accepted: session, user and token itself are all good. */
    Optional<Role> role(AccessToken token) {
        if (denials.denied(DENIED, token.id().toString())) {
            return Optional.empty();
        }
        return transactions.call(() -> repository.welcome(token, clock.instant()));
    }

    /** Whose refresh token this is, as long as its session goes on. */
    Optional<UUID> ownerOf(String refreshToken) {
        Sha256 hash = RefreshTokens.hash(refreshToken);
        return transactions.call(() -> repository.lockSessionOf(hash)
                ? Optional.of(repository.presented(hash))
                        .filter(Presented::alive)
                        .map(Presented::owner)
                : Optional.empty());
    }

    private Optional<Issued> refresh(String token, Presented presented, Client client) {
        Instant now = clock.instant();
        if (!presented.alive() || !now.isBefore(presented.expiresAt()) || !now.isBefore(presented.sessionExpiresAt())) {
            return Optional.empty();
        }
        boolean sameClient = presented.fingerprint().equals(client.fingerprint().hash());
        if (presented.rotatedAt() == null) {
            return sameClient ? rotate(token, presented, client) : endQuietly(presented, client);
        }
        boolean answerLost = sameClient
                && !presented.successorUsed()
                && !now.isAfter(presented.rotatedAt().plus(settings.grace()));
        return answerLost ? again(token, presented, client) : endStolen(presented, client);
    }

    private Optional<Issued> rotate(String token, Presented presented, Client client) {
        Instant now = clock.instant();
        UUID successorId = Ids.next();
        if (!repository.rotate(presented.id(), successorId, now)) {
            throw new IllegalStateException("The session's lock keeps everybody else out");
        }
        String successor = refreshTokens.successor(token, successorId);
        Instant expiry = insert(
                successorId, presented.session(), presented.owner(), successor, presented.sessionExpiresAt(), now);
        repository.seen(presented.session(), client.address(), now);
        return issued(presented, client, successor, Duration.between(now, expiry));
    }

    private Optional<Issued> again(String token, Presented presented, Client client) {
        UUID successorId = Objects.requireNonNull(presented.successor());
        Instant now = clock.instant();
        Duration lifetime = Duration.between(now, expiry(now, presented.sessionExpiresAt()));
        return issued(presented, client, refreshTokens.successor(token, successorId), lifetime);
    }

    /** The browser now calls itself something else: it signs in anew, and nobody is alarmed. */
    private Optional<Issued> endQuietly(Presented presented, Client client) {
        end(presented.session(), presented.owner(), "client_changed", client);
        return Optional.empty();
    }

    private Optional<Issued> endStolen(Presented presented, Client client) {
        Instant now = clock.instant();
        if (repository.end(presented.session(), "token_reused", now)) {
            events.endStreams(presented.owner(), presented.session());
            users.find(presented.owner())
                    .ifPresent(user -> mailer.send(
                            user.id(),
                            user.email(),
                            user.language(),
                            AccountMail.about("security-alert", user, client, now)));
            audit.record(AuditEvent.failure("refresh_token_reused", presented.owner(), client.origin())
                    .about(presented.session()));
        }
        return Optional.empty();
    }

    private void end(UUID session, UUID owner, String reason, Client client) {
        if (repository.end(session, reason, clock.instant())) {
            events.endStreams(owner, session);
            audit.record(AuditEvent.success(reason, owner, client.origin()).about(session));
        }
    }

    private Instant insert(UUID id, UUID session, UUID owner, String token, Instant end, Instant now) {
        Instant expiry = expiry(now, end);
        repository.insert(new NewToken(id, session, owner, RefreshTokens.hash(token), now, expiry));
        return expiry;
    }

    private Instant expiry(Instant now, Instant end) {
        Instant expiry = now.plus(settings.refreshToken());
        return expiry.isBefore(end) ? expiry : end;
    }

    private Optional<Issued> issued(Presented presented, Client client, String refreshToken, Duration lifetime) {
        return users.byId(presented.owner())
                .map(user -> new Issued(
                        user.account(),
                        accessTokens.issue(
                                presented.owner(), presented.session(), user.validAfter(), client.fingerprint()),
                        refreshToken,
                        lifetime,
                        null));
    }
}

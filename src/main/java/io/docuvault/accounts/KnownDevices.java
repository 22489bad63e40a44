package io.docuvault.accounts;

import io.docuvault.mail.Mailer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * The devices that a user has signed in from, so that a sign-in from another one can be told to them. A device is known
 * by a random token in its browser or, for those that keep no cookies, as the same software in the same network.
 */
@Service
class KnownDevices {

    /** How long a device may stay away; browsers keep no cookie much longer. */
    static final Duration REMEMBERED = Duration.ofDays(365);

    private final KnownDeviceRepository repository;
    private final RefreshTokens tokens;
    private final Mailer mailer;
    private final Clock clock;

    KnownDevices(KnownDeviceRepository repository, RefreshTokens tokens, Mailer mailer, Clock clock) {
        this.repository = repository;
        this.tokens = tokens;
        this.mailer = mailer;
        this.clock = clock;
    }

    /**
     * Recognises the client of a login, in its transaction, and tells the user about one never seen before, unless it is
     * the account's very first.
     *
     * @return what the browser is to be known by from now on
     */
    String recognise(Account user, Client client) {
        Instant now = clock.instant();
        Optional<String> known = Optional.ofNullable(client.deviceToken())
                .filter(token -> repository.seenAgain(user.id(), Sha256.of(token), client, now));
        return known.orElseGet(() -> remember(user, client, now));
    }

    /** A new token even where the browser has one that somebody else got: who knows that one is not known here by it. */
    private String remember(Account user, Client client, Instant now) {
        UUID owner = user.id();
        if (repository.hasAny(owner) && !repository.isKnownPlace(owner, client)) {
            mailer.send(owner, user.email(), user.language(), AccountMail.about("new-sign-in", user, client, now));
        }
        String token = tokens.first();
        repository.remember(owner, Sha256.of(token), client, now);
        return token;
    }

    /** Forgets devices that stayed away too long, but an owner's last: without any, the next would pass as the first. */
    void forgetOld() {
        repository.forgetSeenBefore(clock.instant().minus(REMEMBERED));
    }
}

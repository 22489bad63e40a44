package io.docuvault.accounts;

import io.docuvault.ephemeral.RateLimit;
import io.docuvault.ephemeral.RateLimits;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * How often somebody may fail. What succeeds is not counted, so that nobody is kept from their own account by having
 * many devices; an account is counted together with the network, so that a stranger's failures do not lock it for its
 * owner; and there is a ceiling over everything for an attacker with many networks.
 */
@Component
class Limits {

    private static final RateLimit ACCOUNT = new RateLimit("login-account", 10, Duration.ofMinutes(10));
    private static final RateLimit NETWORK = new RateLimit("login-network", 100, Duration.ofMinutes(10));
    private static final RateLimit EVERYBODY = new RateLimit("login-everybody", 3000, Duration.ofMinutes(10));
    /** Of somebody who knows the password already, hence for the account wherever they come from. */
    private static final RateLimit FACTOR = new RateLimit("second-factor", 10, Duration.ofHours(1));

    private static final RateLimit RESET_ACCOUNT = new RateLimit("password-reset-account", 3, Duration.ofHours(1));
    private static final RateLimit REFRESH = new RateLimit("refresh-network", 300, Duration.ofMinutes(10));

    private record Taken(RateLimit limit, String subject) {}

    private final RateLimits limits;
    private final RateLimit registration;
    private final RateLimit reset;

    Limits(RateLimits limits, AccountSettings settings) {
        this.limits = limits;
        this.registration =
                new RateLimit("registration-network", settings.limits().registrations(), Duration.ofHours(1));
        this.reset = new RateLimit("password-reset-network", settings.limits().passwordResets(), Duration.ofHours(1));
    }

    /**
     * Runs an attempt to sign in, or to prove who one is by password or code. It counts as failed while it runs, so that
     * many guesses at once are all counted; afterwards only what was a wrong guess goes on counting.
     *
     * @throws ProblemException {@code rate_limited}, with when to come back, if there were too many
     */
    <T> T guess(String email, Client client, Supplier<T> attempt) {
        List<Taken> taken = List.of(
                new Taken(ACCOUNT, account(email, client)),
                new Taken(NETWORK, client.network()),
                new Taken(EVERYBODY, ""));
        takeAll(taken);
        boolean wrong = false;
        try {
            return attempt.get();
        } catch (ProblemException e) {
            wrong = isWrongGuess(e.code());
            throw e;
        } finally {
            if (!wrong) {
                taken.forEach(this::giveBack);
            }
        }
    }

    /** A busy server or a failure of ours is nobody's guess; neither is a right password that wants its code. */
    private static boolean isWrongGuess(ErrorCode code) {
        return (code.status() == 401 || code.status() == 422) && code != ErrorCode.SECOND_FACTOR_REQUIRED;
    }

    /** All or none: who is refused for one limit must not use up the others as well. */
    private void takeAll(List<Taken> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            try {
                limits.take(wanted.get(i).limit(), wanted.get(i).subject());
            } catch (ProblemException refused) {
                wanted.subList(0, i).forEach(this::giveBack);
                throw refused;
            }
        }
    }

    private void giveBack(Taken taken) {
        limits.giveBack(taken.limit(), taken.subject());
    }

    /**
     * Counts a second factor as wrong until {@link #factorSucceeded} takes that back.
     *
     * @param purpose counted by itself, so that a stranger's failures at one thing do not keep the owner from another
     */
    void factorBegins(String purpose, UUID user) {
        limits.take(FACTOR, purpose + " " + user);
    }

    void factorSucceeded(String purpose, UUID user) {
        limits.giveBack(FACTOR, purpose + " " + user);
    }

    /** Counts everything about forgotten passwords, mails and tries of links alike. */
    void resetBegins(Client client) {
        limits.take(reset, client.network());
    }

    /** Whether one more mail with a link may go to this address; nobody is told that it may not. */
    boolean mayMailReset(String email) {
        try {
            limits.take(RESET_ACCOUNT, Sha256.of(email.toLowerCase(Locale.ROOT)).toString());
            return true;
        } catch (ProblemException _) {
            return false;
        }
    }

    void refreshBegins(Client client) {
        limits.take(REFRESH, client.network());
    }

    void refreshSucceeded(Client client) {
        limits.giveBack(REFRESH, client.network());
    }

    void registrationBegins(Client client) {
        limits.take(registration, client.network());
    }

    /** By its hash: an address can be long, and is nobody's business in a heap dump. */
    private static String account(String email, Client client) {
        Sha256 hash = Sha256.of(email.toLowerCase(Locale.ROOT));
        return client.network() + " " + hash;
    }
}

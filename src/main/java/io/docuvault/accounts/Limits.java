package io.docuvault.accounts;

import io.docuvault.ephemeral.RateLimit;
import io.docuvault.ephemeral.RateLimits;
import java.time.Duration;
import java.util.Locale;
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
    private static final RateLimit REFRESH = new RateLimit("refresh-network", 300, Duration.ofMinutes(10));

    private final RateLimits limits;
    private final RateLimit registration;

    Limits(RateLimits limits, AccountSettings settings) {
        this.limits = limits;
        this.registration =
                new RateLimit("registration-network", settings.limits().registrations(), Duration.ofHours(1));
    }

    /** Counts a login as failed until {@link #loginSucceeded} takes that back: many guesses at once are all counted. */
    void loginBegins(String email, Client client) {
        limits.take(ACCOUNT, account(email, client));
        limits.take(NETWORK, client.network());
        limits.take(EVERYBODY, "");
    }

    void loginSucceeded(String email, Client client) {
        limits.giveBack(ACCOUNT, account(email, client));
        limits.giveBack(NETWORK, client.network());
        limits.giveBack(EVERYBODY, "");
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

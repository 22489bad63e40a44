package io.docuvault.accounts;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Accounts as the operator wants them.
 *
 * @param registration who may make themselves an account
 * @param defaultQuota what a new account may store
 * @param administrator made at the start where none exists yet
 * @param issuer the {@code iss} and {@code aud} of access tokens
 */
@Validated
@ConfigurationProperties("docuvault.accounts")
record AccountSettings(
        @DefaultValue("open") Registration registration,
        @DefaultValue("10GB") @NotNull DataSize defaultQuota,
        @DefaultValue("docuvault") String issuer,
        @DefaultValue @Valid Administrator administrator,
        @DefaultValue @Valid Passwords passwords,
        @DefaultValue @Valid Argon2 argon2,
        @DefaultValue Sessions sessions,
        @DefaultValue SigningKeys signingKeys,
        @DefaultValue @Valid Limits limits) {

    enum Registration {
        OPEN,
        /** Only whom an administrator has invited. */
        INVITATION,
        CLOSED
    }

    /** The first administrator, where it is not made in the browser. */
    record Administrator(@Nullable String email, @Nullable String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Administrator[" + email + "]";
        }
    }

    /**
     * What a password has to be.
     *
     * @param minLength in characters; NIST SP 800-63B and ASVS ask for 8 at the least
     * @param breachCheckUrl base address of the Have I Been Pwned range API; empty for none
     * @param breachCheckTimeout after which a password counts as not breached
     */
    record Passwords(
            @DefaultValue("8") @Min(8) @Max(64) int minLength,
            @DefaultValue("https://api.pwnedpasswords.com") String breachCheckUrl,
            @DefaultValue("2s") Duration breachCheckTimeout) {}

    /**
     * The cost of hashing a password. Raising it hashes each password anew at its owner's next login.
     *
     * @param memory in KiB
     * @param queue how many may wait per core before others are told to come back
     */
    record Argon2(
            @DefaultValue("19456") @Min(8192) int memory,
            @DefaultValue("2") @Min(1) int iterations,
            @DefaultValue("1") @Min(1) int parallelism,
            @DefaultValue("40") @Min(1) int queue,
            @DefaultValue("5s") Duration patience) {}

    /**
     * How often something is allowed.
     *
     * @param registrations per network and hour
     * @param passwordResets requests for a link and tries of one, per network and hour
     */
    record Limits(
            @DefaultValue("200") @Min(1) int registrations,
            @DefaultValue("60") @Min(1) int passwordResets) {}

    /**
     * How long a sign-in lasts.
     *
     * @param accessToken how long one is accepted
     * @param refreshToken how long a browser may stay away
     * @param family when a sign-in ends for good, however often it was refreshed
     * @param grace within which the token before gets the same successor again
     */
    record Sessions(
            @DefaultValue("15m") Duration accessToken,
            @DefaultValue("30d") Duration refreshToken,
            @DefaultValue("90d") Duration family,
            @DefaultValue("10s") Duration grace) {}

    /**
     * The keys that access tokens are signed with.
     *
     * @param rotation how long one signs
     * @param lookAgain how soon a node notices that another one, or the operator, has rotated them
     */
    record SigningKeys(
            @DefaultValue("90d") Duration rotation,
            @DefaultValue("30s") Duration lookAgain) {}
}

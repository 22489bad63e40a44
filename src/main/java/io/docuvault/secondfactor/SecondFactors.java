package io.docuvault.secondfactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.ephemeral.Denials;
import io.docuvault.secondfactor.SecondFactorRepository.Factor;
import io.docuvault.secrets.SecretKeys;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Everybody's second factor. A code counts one step before and after its own, for clocks that go wrong; once one was
 * used, neither it nor any earlier one is accepted again, on any node and whatever the clock does, because the database
 * keeps the last used step and lets it grow only. Everything happens in the caller's transaction.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class SecondFactors {

    /**
     * What somebody has.
     *
     * @param enabledAt null if nothing is asked of them
     */
    public record Status(@Nullable Instant enabledAt, int backupCodesLeft) {}

    private static final String ISSUER = "DocuVault";
    private static final int SECRET_BYTES = 20;
    private static final int STEPS_EITHER_SIDE = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecondFactorRepository repository;
    private final BackupCodes backupCodes;
    private final SecretKeys secrets;
    private final Denials denials;
    private final Clock clock;

    SecondFactors(
            SecondFactorRepository repository,
            BackupCodes backupCodes,
            SecretKeys secrets,
            Denials denials,
            Clock clock) {
        this.repository = repository;
        this.backupCodes = backupCodes;
        this.secrets = secrets;
        this.denials = denials;
        this.clock = clock;
    }

    public Status status(UUID user) {
        return new Status(
                repository.find(user).map(Factor::confirmedAt).orElse(null), repository.backupCodesLeft(user));
    }

    /**
     * Makes a secret that counts once its owner has shown a code of it, in place of one they never confirmed.
     *
     * @param account what an authenticator app calls it
     * @return empty if there is a second factor already
     */
    public Optional<Enrolment> begin(UUID user, String account) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String secret = Base32.encode(bytes);
        return repository.begin(user, seal(user, secret), clock.instant())
                ? Optional.of(new Enrolment(secret, uri(account, secret)))
                : Optional.empty();
    }

    /** Turns the second factor on; answers its backup codes, or nothing if the code is not one of the new secret. */
    public Optional<List<String>> confirm(UUID user, String code) {
        Optional<Factor> pending = repository.find(user).filter(factor -> factor.confirmedAt() == null);
        return pending.flatMap(factor -> {
            OptionalLong step = stepOf(user, factor, code);
            // The step is used up with it: the code cannot sign in as well.
            return step.isPresent()
                            && repository.confirm(user, factor.sealedSecret(), step.getAsLong(), clock.instant())
                    ? Optional.of(newBackupCodes(user))
                    : Optional.empty();
        });
    }

    /** Whether the code is right and was not used before; from now on it is used. */
    public boolean accept(UUID user, FactorCode code) {
        return switch (code) {
            case FactorCode.Timed timed -> accept(user, timed.digits());
            case FactorCode.Backup backup -> acceptBackup(user, backup.code());
        };
    }

    /** Counts a wrong code and answers how many wrong ones there were within this time. */
    public int countFailure(UUID user, Duration within) {
        Instant now = clock.instant();
        return repository.countFailure(user, now.minus(within), now);
    }

    /** Turns the second factor off, backup codes and all; false if there was none. */
    public boolean disable(UUID user) {
        return repository.delete(user);
    }

    /** Makes new backup codes; the earlier ones are worth nothing any more. */
    public List<String> newBackupCodes(UUID user) {
        List<String> codes = backupCodes.fresh();
        repository.deleteBackupCodes(user);
        repository.insertBackupCodes(
                user, codes.stream().map(code -> backupCodes.hash(user, code)).toList(), clock.instant());
        return codes;
    }

    private boolean accept(UUID user, String code) {
        Optional<Factor> factor = repository.find(user).filter(found -> found.confirmedAt() != null);
        return factor.isPresent() && use(user, factor.get(), stepOf(user, factor.get(), code));
    }

    private boolean use(UUID user, Factor factor, OptionalLong step) {
        return step.isPresent()
                && denials.claim("totp", user + ":" + step.getAsLong(), endOf(step.getAsLong()))
                && repository.use(user, factor.sealedSecret(), step.getAsLong());
    }

    /** When a step's code is too old to be accepted anyhow. */
    private static Instant endOf(long step) {
        return Instant.ofEpochSecond((step + 1 + STEPS_EITHER_SIDE) * Totp.STEP_SECONDS);
    }

    /** A code from the app that was seen together with the backup code must not be good for a second sign-in. */
    private boolean acceptBackup(UUID user, String code) {
        boolean accepted = repository.useBackupCode(user, backupCodes.hash(user, code));
        if (accepted) {
            repository.burn(user, Totp.step(clock.instant()) + STEPS_EITHER_SIDE);
        }
        return accepted;
    }

    /** The unused step that the code belongs to. Every candidate is compared, so that time tells nothing. */
    private OptionalLong stepOf(UUID user, Factor factor, String code) {
        String secret = open(user, factor.sealedSecret())
                .orElseThrow(() ->
                        new IllegalStateException("The second factor of " + user + " is under another SECRET_KEY"));
        byte[] key = Base32.decode(secret);
        byte[] given = code.replaceAll("\\s", "").getBytes(US_ASCII);
        long now = Totp.step(clock.instant());
        long[] matching = LongStream.rangeClosed(now - STEPS_EITHER_SIDE, now + STEPS_EITHER_SIDE)
                .filter(step -> MessageDigest.isEqual(Totp.code(key, step).getBytes(US_ASCII), given))
                .filter(step -> step > factor.lastStep())
                .toArray();
        return matching.length == 0 ? OptionalLong.empty() : OptionalLong.of(matching[0]);
    }

    /** The secret; empty if it was sealed under another {@code SECRET_KEY}. */
    Optional<String> open(UUID user, String sealedSecret) {
        return secrets.seal(purpose(user)).open(user.toString(), HexFormat.of().parseHex(sealedSecret));
    }

    private String seal(UUID user, String secret) {
        return HexFormat.of().formatHex(secrets.seal(purpose(user)).seal(user.toString(), secret));
    }

    /** A key for each user. */
    private static String purpose(UUID user) {
        return "second-factor/" + user;
    }

    private static String uri(String account, String secret) {
        // An encoder of forms writes a space as a plus, which is a plus in a path.
        String label = URLEncoder.encode(account, UTF_8).replace("+", "%20");
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(ISSUER, label, secret, ISSUER, Totp.DIGITS, Totp.STEP_SECONDS);
    }
}

package io.docuvault.accounts;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.NodeRole;
import io.docuvault.shared.ProblemException;
import jakarta.annotation.PreDestroy;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Argon2id, at most one per core at a time: a hash is made to cost time and memory, so many at once would take both from
 * everybody else. A few more wait, the rest are asked to come back.
 */
@Component
class PasswordHasher {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Duration COME_BACK = Duration.ofSeconds(2);

    private final Argon2PasswordEncoder encoder;
    private final AccountSettings.Argon2 settings;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Semaphore permits = new Semaphore(cores, true);
    /**
     * Not the virtual threads of the requests: those give a core up only where they wait, and a hash never waits, so
     * that hashing would keep every other request from its turn.
     */
    private final ExecutorService threads = Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().daemon().name("password-hash-", 0).factory());

    /** What is compared with where there is no user, so that it takes as long as with one. */
    private final String nobodysHash;

    PasswordHasher(AccountSettings settings, NodeRole role) {
        this.settings = settings.argon2();
        this.encoder = new Argon2PasswordEncoder(
                SALT_BYTES,
                HASH_BYTES,
                this.settings.parallelism(),
                this.settings.memory(),
                this.settings.iterations());
        // Nobody signs in at a node that serves nobody.
        this.nobodysHash = role.serves() ? encode("nobody") : "";
    }

    String hash(String password) {
        return throttled(() -> encode(password));
    }

    /**
     * Whether the password is the one of this hash; always false, and after as much work, without one.
     *
     * @throws ProblemException {@code unavailable} if too many are being checked already
     */
    boolean matches(String password, @Nullable String hash) {
        boolean equal = throttled(() -> encoder.matches(normal(password), hash == null ? nobodysHash : hash));
        return equal && hash != null;
    }

    /** Whether the hash was made with less effort than the settings now ask for. */
    boolean isOutdated(String hash) {
        return encoder.upgradeEncoding(hash);
    }

    private String encode(String password) {
        return Objects.requireNonNull(encoder.encode(normal(password)));
    }

    private <T> T throttled(Supplier<T> work) {
        if (!acquire()) {
            throw new ProblemException(
                            ErrorCode.UNAVAILABLE, "Many people are signing in just now; please try again in a moment.")
                    .retryAfter(COME_BACK);
        }
        CompletableFuture<T> result = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.get();
                    } finally {
                        permits.release();
                    }
                },
                threads);
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    private boolean acquire() {
        try {
            return permits.getQueueLength() < cores * settings.queue()
                    && permits.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same characters count as the same password, however the keyboard composed them (NIST SP 800-63B). */
    static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }
}

package io.docuvault.storage;

import io.docuvault.outgoing.Guards;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What clients of cloud drives need, in a hurry. */
public final class CloudFixture {

    public static final Duration PATIENCE = Duration.ofSeconds(3);

    private CloudFixture() {}

    public static CloudSettings settings() {
        return settings(null);
    }

    private static CloudSettings settings(@Nullable Path caFile) {
        return new CloudSettings(
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                4,
                Duration.ofMillis(2),
                PATIENCE,
                DataSize.ofMegabytes(1),
                null,
                null,
                caFile);
    }

    /** In bytes, of what is still needed. */
    public static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    public static CloudHttp http() {
        return new CloudHttp(settings());
    }

    /** A client for addresses that users enter, where the operator allows these networks. */
    public static GuardedHttp guarded(String... networks) {
        return new GuardedHttp(settings(), Guards.allowing(networks));
    }

    /** The same, with the operator's certificates. */
    public static GuardedHttp guardedTrusting(Path caFile, String... networks) {
        return new GuardedHttp(settings(caFile), Guards.allowing(networks));
    }

    /** Tokens of somebody who is signed in, renewed whenever they are refused. */
    public static CloudTokens tokens(OAuthImitation oauth) {
        return new CloudTokens() {
            private String token = oauth.signIn();

            @Override
            public synchronized String current() {
                return token;
            }

            @Override
            public synchronized String insteadOf(String refused) {
                token = oauth.signIn();
                return token;
            }
        };
    }
}

package io.docuvault.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.outgoing.Guards;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
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

    /** Sends 500 MB to a drive and reads them again, while the heap grows by less than 64 MB. */
    public static void assertKeepsNoMoreThanAChunkInMemory(CloudDrive drive) throws IOException {
        long length = 500L << 20;
        long before = usedHeap();
        Measured sent = new Measured(new Zeros(length));
        Staged staged = drive.stage(UUID.randomUUID(), sent, OptionalLong.of(length));
        BlobRef ref = drive.promote(staged, BlobKey.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), "a"));
        try (Measured read = new Measured(drive.read(ref, 0, length))) {
            assertThat(read.transferTo(OutputStream.nullOutputStream())).isEqualTo(length);
            System.out.printf(
                    "500 MB to and from %s: %d MB more live heap at most%n",
                    drive.getClass().getSimpleName(), (Math.max(sent.most, read.most) - before) >> 20);
            assertThat(Math.max(sent.most, read.most) - before).isLessThan(64L << 20);
        }
    }

    private static final class Zeros extends InputStream {

        private long left;

        private Zeros(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) {
            int read = left <= 0 ? -1 : (int) Math.min(count, left);
            left -= Math.max(0, read);
            return read;
        }
    }

    /** Looks at the heap again and again while it is read. */
    private static final class Measured extends FilterInputStream {

        private static final long EVERY = 50L << 20;
        private long next = EVERY;
        private long most;

        private Measured(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            int read = super.read(buffer, offset, count);
            next -= Math.max(0, read);
            if (next <= 0) {
                next = EVERY;
                most = Math.max(most, usedHeap());
            }
            return read;
        }
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

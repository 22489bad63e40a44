package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.shared.Digests;
import io.docuvault.storage.DirectUploads.Announced;
import io.docuvault.storage.DirectUploads.Part;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every back-end must do that takes bytes from clients itself. */
public abstract class DirectUploadsContract extends BlobStoreContract {

    /** Sends a part as a client would; true if it was taken. */
    protected abstract boolean send(Part part, byte[] bytes) throws IOException;

    /** What a client sends in one request at most. */
    protected abstract int partSize();

    private DirectUploads direct() {
        return store().directUploads().orElseThrow();
    }

    protected static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    protected Announced announced(byte[] content, boolean withHash) {
        String hash = HexFormat.of().formatHex(Digests.sha256().digest(content));
        return new Announced(upload, content.length, withHash ? hash : null);
    }

    protected List<Part> parts(Staged staged, Announced announced) {
        return direct().parts(staged, announced, Instant.now().plus(1, ChronoUnit.HOURS));
    }

    protected static byte[] of(Part part, byte[] content) {
        return Arrays.copyOfRange(content, (int) part.offset(), (int) (part.offset() + part.size()));
    }

    private byte[] stagedBytes(Staged staged) throws IOException {
        try (InputStream in = store().openStaged(staged)) {
            return in.readAllBytes();
        }
    }

    @Test
    void partsInAnyOrderMakeTheWhole() throws IOException {
        byte[] content = random(2 * partSize() + 5);
        Announced announced = announced(content, true);
        Staged staged = direct().begin(announced);
        List<Part> parts = parts(staged, announced);
        assertThat(parts.stream().mapToLong(Part::size).sum()).isEqualTo(content.length);
        assertThat(direct().missing(staged, announced)).hasSize(parts.size());
        for (Part part : parts.reversed()) {
            assertThat(send(part, of(part, content))).isTrue();
        }
        assertThat(direct().missing(staged, announced)).isEmpty();
        assertThatThrownBy(() -> store().openStaged(staged)).isInstanceOf(NoSuchBlobException.class);
        Staged finished = direct().finish(staged, announced);
        assertThat(stagedBytes(finished)).isEqualTo(content);
        assertThat(direct().missing(staged, announced)).isEmpty();
        assertThat(direct().finish(staged, announced)).isEqualTo(finished);
        BlobRef ref = store().promote(finished, key());
        assertThat(store().length(ref)).hasValue(content.length);
        assertThat(store().promote(staged, key())).isEqualTo(ref);
        assertThat(direct().missing(staged, announced)).hasSize(parts.size());
    }

    @Test
    void aSmallFileComesInOnePartWithOrWithoutItsHash() throws IOException {
        for (boolean withHash : new boolean[] {true, false}) {
            byte[] content = "small".getBytes(UTF_8);
            Announced announced = announced(content, withHash);
            Staged staged = direct().begin(announced);
            Part part = parts(staged, announced).getFirst();
            assertThat(direct().missing(staged, announced)).containsExactly(1);
            assertThat(send(part, content)).isTrue();
            assertThat(direct().missing(staged, announced)).isEmpty();
            Staged finished = direct().finish(staged, announced);
            assertThat(stagedBytes(finished)).isEqualTo(content);
            store().discard(finished);
        }
    }

    @Test
    void anEmptyFileHasNoParts() throws IOException {
        Announced announced = announced(new byte[0], true);
        Staged staged = direct().begin(announced);
        assertThat(parts(staged, announced)).isEmpty();
        assertThat(direct().missing(staged, announced)).isEmpty();
        BlobRef ref = store().promote(direct().finish(staged, announced), key());
        assertThat(store().length(ref)).hasValue(0);
    }

    @Test
    void anUploadWithMissingPartsIsNotFinished() throws IOException {
        byte[] content = random(2 * partSize() + 5);
        Announced announced = announced(content, false);
        Staged staged = direct().begin(announced);
        List<Part> parts = parts(staged, announced);
        assertThat(send(parts.getLast(), of(parts.getLast(), content))).isTrue();
        assertThat(direct().missing(staged, announced)).contains(1).doesNotContain(parts.size());
        assertThatThrownBy(() -> direct().finish(staged, announced)).isInstanceOf(NoSuchBlobException.class);
        for (Part part : parts) {
            assertThat(send(part, of(part, content))).isTrue();
        }
        assertThat(stagedBytes(direct().finish(staged, announced))).isEqualTo(content);
    }

    @Test
    void aPartOfAnotherLengthDoesNotCount() throws IOException {
        byte[] content = random(9);
        for (boolean withHash : new boolean[] {true, false}) {
            Announced announced = announced(content, withHash);
            Staged staged = direct().begin(announced);
            Part part = parts(staged, announced).getFirst();
            assertThat(send(part, random(8))).isFalse();
            assertThat(send(part, random(10))).isFalse();
            assertThat(direct().missing(staged, announced)).contains(1);
            store().discard(staged);
        }
    }

    @Test
    void aPartSentAgainReplacesTheFirst() throws IOException {
        byte[] content = random(9);
        Announced announced = announced(content, false);
        Staged staged = direct().begin(announced);
        Part part = parts(staged, announced).getFirst();
        assertThat(send(part, "not these".getBytes(UTF_8))).isTrue();
        assertThat(send(part, content)).isTrue();
        assertThat(stagedBytes(direct().finish(staged, announced))).isEqualTo(content);
    }

    @Test
    void whatIsSentAfterTheFinishChangesNothing() throws IOException {
        byte[] content = random(partSize() + 7);
        Announced announced = announced(content, false);
        Staged staged = direct().begin(announced);
        List<Part> parts = parts(staged, announced);
        for (Part part : parts) {
            assertThat(send(part, of(part, content))).isTrue();
        }
        Staged finished = direct().finish(staged, announced);
        Part first = parts.getFirst();
        // Whether it is refused or taken and forgotten is the store's own business.
        send(first, random((int) first.size()));
        assertThat(stagedBytes(finished)).isEqualTo(content);
        BlobRef ref = store().promote(finished, key());
        send(first, random((int) first.size()));
        try (InputStream in = store().read(ref, 0, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void partsOfADiscardedUploadDoNotCount() throws IOException {
        byte[] content = random(partSize() + 7);
        Announced announced = announced(content, false);
        Staged staged = direct().begin(announced);
        List<Part> parts = parts(staged, announced);
        store().discard(staged);
        assertThat(direct().missing(staged, announced)).hasSize(parts.size());
        send(parts.getFirst(), of(parts.getFirst(), content));
        assertThatThrownBy(() -> direct().finish(staged, announced)).isInstanceOf(NoSuchBlobException.class);
    }
}

package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.docuvault.storage.Inventory.FoundObject;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every back-end must do; a back-end's own test extends this. */
public abstract class BlobStoreContract {

    protected final UUID upload = UUID.randomUUID();
    protected final UUID document = UUID.randomUUID();

    protected abstract BlobStore store();

    protected BlobKey key() {
        return BlobKey.of(new UUID(7, 7), document, new UUID(0x4000, document.getLeastSignificantBits()), "a.PDF");
    }

    protected static InputStream bytes(String content) {
        return new ByteArrayInputStream(content.getBytes(UTF_8));
    }

    protected Staged staged(String content) throws IOException {
        return store().stage(upload, bytes(content), OptionalLong.of(content.length()));
    }

    protected BlobRef stored(String content) throws IOException {
        return store().promote(staged(content), key());
    }

    protected String read(BlobRef ref, long offset, long length) throws IOException {
        try (InputStream in = store().read(ref, offset, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void whatWasStagedAndPromotedCanBeRead() throws IOException {
        Staged staged = store().stage(upload, bytes("twelve bytes"), OptionalLong.empty());
        BlobRef ref = store().promote(staged, key());
        assertThat(store().length(ref)).hasValue(12);
        assertThat(read(ref, 0, Long.MAX_VALUE)).isEqualTo("twelve bytes");
    }

    @Test
    void readsRangesAndStopsAtTheEnd() throws IOException {
        BlobRef ref = stored("twelve bytes");
        assertThat(read(ref, 7, 3)).isEqualTo("byt");
        assertThat(read(ref, 7, 100)).isEqualTo("bytes");
        assertThat(read(ref, 12, 1)).isEmpty();
    }

    @Test
    void anEmptyObjectIsAnObject() throws IOException {
        BlobRef ref = stored("");
        assertThat(store().length(ref)).hasValue(0);
        assertThat(read(ref, 0, 10)).isEmpty();
    }

    @Test
    void stagedBytesCanBeReadUntilTheyArePromoted() throws IOException {
        Staged staged = staged("staged");
        assertThat(readStaged(staged)).isEqualTo("staged");
        store().promote(staged, key());
        assertThatThrownBy(() -> store().openStaged(staged)).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void promotingAgainAnswersTheSame() throws IOException {
        Staged staged = staged("once");
        BlobRef first = store().promote(staged, key());
        assertThat(store().promote(staged, key())).isEqualTo(first);
        assertThat(read(first, 0, 10)).isEqualTo("once");
    }

    @Test
    void aPromotedObjectIsNotPromotedToAnotherKey() throws IOException {
        Staged staged = staged("once");
        store().promote(staged, key());
        BlobKey other = new BlobKey(key().owner(), key().document(), UUID.randomUUID(), "");
        assertThatThrownBy(() -> store().promote(staged, other)).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void aStreamOfAnotherLengthThanAnnouncedIsRefused() throws IOException {
        assertThatThrownBy(() -> store().stage(upload, bytes("short"), OptionalLong.of(6)))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> store().stage(upload, bytes("too long"), OptionalLong.of(6)))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aLongStreamComesBackAsItWas() throws IOException {
        byte[] content = new byte[11 * 1024 * 1024 + 17];
        new Random(1).nextBytes(content);
        Staged staged = store().stage(upload, new ByteArrayInputStream(content), OptionalLong.empty());
        BlobRef ref = store().promote(staged, key());
        try (InputStream in = store().read(ref, 0, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        try (InputStream in = store().read(ref, 9_000_000, 1_000)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 9_000_000, 9_001_000));
        }
    }

    @Test
    void discardedBytesAreGoneAndDiscardingIsRepeatable() throws IOException {
        Staged staged = staged("never mind");
        store().discard(staged);
        store().discard(staged);
        assertThatThrownBy(() -> store().openStaged(staged)).isInstanceOf(NoSuchBlobException.class);
        assertThatThrownBy(() -> store().promote(staged, key())).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void discardingLeavesThePromotedObjectAlone() throws IOException {
        Staged staged = staged("kept");
        BlobRef ref = store().promote(staged, key());
        store().discard(staged);
        assertThat(read(ref, 0, 10)).isEqualTo("kept");
    }

    @Test
    void aStreamThatBreaksStagesNothing() throws IOException {
        InputStream cut = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The line is cut");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("The line is cut");
            }
        };
        InputStream breaking = new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), cut);
        assertThatThrownBy(() -> store().stage(upload, breaking, OptionalLong.empty()))
                .hasMessage("The line is cut");
        assertThat(found(Instant.MAX)).isEmpty();
    }

    @Test
    void stagingAgainReplacesWhatWasStaged() throws IOException {
        staged("a longer first attempt");
        BlobRef ref = store().promote(staged("second"), key());
        assertThat(read(ref, 0, 100)).isEqualTo("second");
    }

    @Test
    void deletedObjectsAreAbsentAndDeletingIsRepeatable() throws IOException {
        BlobRef ref = stored("short life");
        store().delete(ref);
        store().delete(ref);
        assertThat(store().length(ref)).isEmpty();
        assertThatThrownBy(() -> store().read(ref, 0, 1)).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void aReferenceThatIsNoneOfItsOwnNamesNothing() throws IOException {
        for (String foreign : new String[] {"", "..", "../../etc/passwd", "/etc/passwd", ".staging", "a\0b"}) {
            BlobRef ref = new BlobRef(foreign);
            assertThat(store().length(ref)).isEmpty();
            assertThatThrownBy(() -> store().read(ref, 0, 1)).isInstanceOf(NoSuchBlobException.class);
            store().delete(ref);
        }
    }

    @Test
    void whatIsStagedUnderANameOfNoneOfItsOwnIsNothing() throws IOException {
        for (String foreign : new String[] {"", "..", "../../etc/passwd", "a\n\n", "a\0b"}) {
            Staged staged = new Staged(foreign);
            assertThatThrownBy(() -> store().openStaged(staged)).isInstanceOf(NoSuchBlobException.class);
            assertThatThrownBy(() -> store().promote(staged, key())).isInstanceOf(NoSuchBlobException.class);
        }
    }

    @Test
    void tellsWhatLiesInItIfItCanTell() throws IOException {
        assumeThat(store().inventory()).as("the capability of listing").isPresent();
        Inventory inventory = store().inventory().orElseThrow();
        BlobRef ref = stored("an object");
        UUID left = UUID.randomUUID();
        store().stage(left, bytes("left over"), OptionalLong.empty());
        assertThat(found(Instant.MAX)).containsExactly(left);
        assertThat(found(Instant.EPOCH)).isEmpty();
        if (!listsObjects()) {
            return;
        }
        try (Stream<FoundObject> objects = inventory.objectsBefore(Instant.MAX)) {
            assertThat(objects).contains(new FoundObject(key().owner(), document, ref));
        }
        try (Stream<FoundObject> objects = inventory.objectsBefore(Instant.EPOCH)) {
            assertThat(objects).isEmpty();
        }
    }

    /** In a user's drive nothing but what was staged is listed: which of the other files are ours, it does not know. */
    protected boolean listsObjects() {
        return true;
    }

    private List<UUID> found(Instant before) throws IOException {
        Inventory inventory = store().inventory().orElse(null);
        if (inventory == null) {
            return List.of();
        }
        try (Stream<Inventory.FoundUpload> found = inventory.stagedBefore(before)) {
            return found.map(Inventory.FoundUpload::upload).distinct().toList();
        }
    }

    protected String readStaged(Staged staged) throws IOException {
        try (InputStream in = store().openStaged(staged)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void isInOrder() throws IOException {
        store().check();
    }
}

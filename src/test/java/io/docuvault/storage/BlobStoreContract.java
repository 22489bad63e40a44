package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.UUID;
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

    private BlobRef stored(String content) throws IOException {
        store().stage(upload, bytes(content));
        return store().promote(upload, key());
    }

    private String read(BlobRef ref, long offset, long length) throws IOException {
        try (InputStream in = store().read(ref, offset, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void whatWasStagedAndPromotedCanBeRead() throws IOException {
        assertThat(store().stage(upload, bytes("twelve bytes"))).isEqualTo(12);
        BlobRef ref = store().promote(upload, key());
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
        store().stage(upload, bytes("staged"));
        try (InputStream in = store().openStaged(upload)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("staged");
        }
        store().promote(upload, key());
        assertThatThrownBy(() -> store().openStaged(upload)).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void promotingAgainAnswersTheSame() throws IOException {
        BlobRef first = stored("once");
        assertThat(store().promote(upload, key())).isEqualTo(first);
        assertThat(read(first, 0, 10)).isEqualTo("once");
    }

    @Test
    void promotingNothingIsRefused() {
        assertThatThrownBy(() -> store().promote(upload, key())).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void discardedBytesAreGoneAndDiscardingIsRepeatable() throws IOException {
        store().stage(upload, bytes("never mind"));
        store().discard(upload);
        store().discard(upload);
        assertThatThrownBy(() -> store().openStaged(upload)).isInstanceOf(NoSuchBlobException.class);
        assertThatThrownBy(() -> store().promote(upload, key())).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void discardingLeavesThePromotedObjectAlone() throws IOException {
        BlobRef ref = stored("kept");
        store().discard(upload);
        assertThat(read(ref, 0, 10)).isEqualTo("kept");
    }

    @Test
    void aStreamThatBreaksStagesNothing() {
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
        assertThatThrownBy(() -> store().stage(upload, breaking)).hasMessage("The line is cut");
        assertThatThrownBy(() -> store().openStaged(upload)).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void stagingAgainReplacesWhatWasStaged() throws IOException {
        store().stage(upload, bytes("a longer first attempt"));
        store().stage(upload, bytes("second"));
        BlobRef ref = store().promote(upload, key());
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
    void isInOrder() throws IOException {
        store().check();
    }
}

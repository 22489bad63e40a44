package io.docuvault.storage.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.DirectUploads.Announced;
import io.docuvault.storage.DirectUploads.Part;
import io.docuvault.storage.DirectUploadsContract;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.SignedUrls;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StorageSettings;
import io.docuvault.storage.StoreException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class FileSystemStoreTest extends DirectUploadsContract {

    @TempDir
    Path directory;

    private FileSystemStore store;
    private Staged staged = new Staged("nothing yet");

    @BeforeEach
    void open() {
        store = reopened();
    }

    /** As after a restart: nothing is remembered but what the disk has. */
    private FileSystemStore reopened() {
        StorageSettings settings =
                new StorageSettings(directory.resolve("files"), DataSize.ofBytes(10), DataSize.ofMegabytes(1));
        SignedUrls urls = new SignedUrls(
                new SecretKeySpec("a key of these tests alone, with length".getBytes(UTF_8), "HmacSHA256"),
                java.time.Clock.systemUTC());
        return new FileSystemStore(settings, urls);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected int partSize() {
        return 10;
    }

    @Override
    protected boolean send(Part part, byte[] bytes) throws IOException {
        try {
            store.write(upload, part.number(), new ByteArrayInputStream(bytes), part.offset(), part.size());
            return true;
        } catch (EOFException | NoSuchBlobException _) {
            return false;
        }
    }

    private Announced announced(long size) {
        return new Announced(upload, size, null);
    }

    @Test
    void whatHasArrivedOutlivesARestart() throws IOException {
        staged = store.begin(announced(15));
        store.write(upload, 1, bytes("abcdefghij"), 0, 10);
        store = reopened();
        assertThat(store.missing(staged, announced(15))).containsExactly(2);
        store.write(upload, 2, bytes("klmno"), 10, 5);
        store.finish(staged, announced(15));
        try (InputStream in = store.openStaged(staged)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("abcdefghijklmno");
        }
    }

    @Test
    void aPartOfAnotherLengthDoesNotCount() throws IOException {
        staged = store.begin(announced(10));
        assertThatThrownBy(() -> store.write(upload, 1, bytes("short"), 0, 10)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> store.write(upload, 1, bytes("much too long"), 0, 10))
                .isInstanceOf(EOFException.class);
        assertThat(store.missing(staged, announced(10))).containsExactly(1);
    }

    @Test
    void aPartThatIsSentAgainDoesNotCountUntilItIsWhole() throws IOException {
        staged = store.begin(announced(10));
        store.write(upload, 1, bytes("abcdefghij"), 0, 10);
        assertThatThrownBy(() -> store.write(upload, 1, bytes("ABC"), 0, 10)).isInstanceOf(EOFException.class);
        assertThat(store.missing(staged, announced(10))).containsExactly(1);
    }

    @Test
    void theNewestOfTwoRequestsForAPartCounts() throws Exception {
        staged = store.begin(announced(10));
        PipedInputStream in = new PipedInputStream();
        CompletableFuture<Void> first;
        try (PipedOutputStream stalled = new PipedOutputStream(in)) {
            first = CompletableFuture.runAsync(() -> writeUnchecked(in));
            stalled.write("XXXXX".getBytes(UTF_8));
            stalled.flush();
            await().until(() -> in.available() == 0);
            store.write(upload, 1, bytes("abcdefghij"), 0, 10);
            stalled.write("XXXXX".getBytes(UTF_8));
        }
        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
        store.finish(staged, announced(10));
        try (InputStream result = store.openStaged(staged)) {
            assertThat(result.readAllBytes()).asString(UTF_8).isEqualTo("abcdefghij");
        }
    }

    @Test
    void nothingChangesOnceAnUploadIsFinishedEvenIfAClientIsStillSending() throws Exception {
        staged = store.begin(announced(10));
        store.write(upload, 1, bytes("abcdefghij"), 0, 10);
        store.finish(staged, announced(10));
        assertThatThrownBy(() -> store.write(upload, 1, bytes("ABCDEFGHIJ"), 0, 10))
                .isInstanceOf(NoSuchBlobException.class);
        store.promote(staged, key());
        assertThatThrownBy(() -> store.write(upload, 1, bytes("ABCDEFGHIJ"), 0, 10))
                .isInstanceOf(NoSuchBlobException.class);
    }

    private void writeUnchecked(InputStream in) {
        try {
            store.write(upload, 1, in, 0, 10);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void partsOfADiscardedUploadAreRefused() throws IOException {
        staged = store.begin(announced(10));
        store.discard(staged);
        assertThatThrownBy(() -> store.write(upload, 1, bytes("abcdefghij"), 0, 10))
                .isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void nobodyElseMayOpenWhatIsKept() throws IOException {
        staged = staged("private");
        store.promote(staged, key());
        try (Stream<Path> all = Files.walk(directory.resolve("files"))) {
            for (Path path : all.toList()) {
                String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void anObjectLiesUnderIdsOnly() throws IOException {
        staged = staged("where");
        BlobRef ref = store.promote(staged, key());
        assertThat(ref.value()).matches("[0-9a-f-]{36}/" + document + "/[0-9a-f-]{36}\\.pdf");
        assertThat(directory.resolve("files").resolve(ref.value())).hasContent("where");
        assertThat(directory.resolve("files").resolve(".staging")).isEmptyDirectory();
        store.delete(ref);
        assertThat(directory.resolve("files").resolve(ref.value()).getParent()).doesNotExist();
    }

    @Test
    void aDirectUploadIsCutIntoPartsOfTheSameSize() throws IOException {
        List<io.docuvault.storage.DirectUploads.Part> parts =
                store.parts(new Staged(""), announced(25), java.time.Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(parts)
                .extracting(part -> part.number() + ":" + part.offset() + "+" + part.size())
                .containsExactly("1:0+10", "2:10+10", "3:20+5");
        assertThat(store.parts(new Staged(""), announced(0), java.time.Instant.EPOCH))
                .isEmpty();
    }

    @Test
    void saysThatTheDiskIsFullAndLeavesNothing() throws IOException {
        UUID upload = UUID.randomUUID();
        Path content = directory.resolve("files/.staging/" + upload + "/content");
        Files.createDirectories(content.resolveSibling("parts"));
        Files.createSymbolicLink(content, Path.of("/dev/full"));
        assertThatThrownBy(() -> store.stage(upload, new ByteArrayInputStream(new byte[100_000]), OptionalLong.empty()))
                .isInstanceOfSatisfying(
                        StoreException.class, full -> assertThat(full.kind()).isEqualTo(StoreException.Kind.FULL));
        assertThat(content.getParent()).doesNotExist();
    }

    @Test
    void beginsNoUploadThatHasNoRoomOnTheDisk() {
        assertThatThrownBy(() -> store.begin(new Announced(UUID.randomUUID(), Long.MAX_VALUE / 2, null)))
                .isInstanceOfSatisfying(
                        StoreException.class, full -> assertThat(full.kind()).isEqualTo(StoreException.Kind.FULL));
    }
}

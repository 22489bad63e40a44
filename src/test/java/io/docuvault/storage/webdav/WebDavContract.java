package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStoreContract;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.ConnectionTrouble;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.Inventory.FoundUpload;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every back-end must do, done by a real WebDAV server; and what may happen to the files there. */
abstract class WebDavContract extends BlobStoreContract {

    /** A name that has to be encoded, and folders that are not there yet. */
    private final String folder = "Büro & Co/50 % #1?/" + UUID.randomUUID();

    private CloudDrive store;

    abstract DavServer server();

    @BeforeEach
    void connect() {
        store = Davs.webDav(server().address(), folder);
    }

    @Override
    protected CloudDrive store() {
        return store;
    }

    @Override
    protected boolean listsObjects() {
        return false;
    }

    private List<Path> files() {
        return server().stored().stream()
                .filter(file -> file.startsWith(server().files().resolve(folder)))
                .toList();
    }

    @Test
    void filesLieInTheFolderThatTheUserNamed() throws IOException {
        stored("a letter");
        assertThat(files()).containsExactly(server().files().resolve(folder).resolve(key().object() + ".pdf"));
    }

    @Test
    void checkingLeavesNothingBehind() throws IOException {
        store.check();
        assertThat(files()).isEmpty();
    }

    /**
     * A server may notice only after the removal that the rest of the file will not come, and keep it all the same: under
     * the name of an upload, by which the daily round knows it.
     */
    @Test
    void whatBrokeOffLeavesNothingButAnUploadBehind() {
        assertThatThrownBy(() -> store.stage(upload, bytes("short"), OptionalLong.of(60_000)))
                .isInstanceOf(java.io.EOFException.class);
        assertThat(files()).allMatch(file -> file.endsWith("upload-" + upload));
    }

    @Test
    void aFileThatItsOwnerHasChangedIsNotServedAndNotDeleted() throws IOException {
        BlobRef ref = stored("as it was");
        write(files().getFirst(), "as it IS!");
        assertChanged(() -> store.read(ref, 0, 9).close());
        assertChanged(() -> store.length(ref));
        store.delete(ref);
        assertThat(files()).hasSize(1);
        write(files().getFirst(), "longer than it was");
        assertChanged(() -> store.read(ref, 0, 9).close());
    }

    @Test
    void aFileThatWasRestoredFromABackupIsTheSame() throws IOException {
        BlobRef ref = stored("as it was");
        Path file = files().getFirst();
        Files.delete(file);
        write(file, "as it was");
        assertThat(read(ref, 0, 100)).isEqualTo("as it was");
        assertThat(read(ref, 3, 2)).isEqualTo("it");
        store.delete(ref);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatWasChangedBeforeItsPromotionIsNotPromoted() throws IOException {
        Staged staged = staged("verified");
        write(files().getFirst(), "meddled!");
        assertChanged(() -> store.promote(staged, key()));
    }

    @Test
    void nothingIsEverOverwritten() throws IOException {
        Staged staged = staged("new");
        Path theirs = server().files().resolve(folder).resolve(key().object() + ".pdf");
        write(theirs, "somebody's own");
        assertThatThrownBy(() -> store.promote(staged, key())).isInstanceOf(StoreException.class);
        assertThat(Files.readString(theirs)).isEqualTo("somebody's own");
    }

    @Test
    void aMoveThatWasDoneByCopyingAndBrokeOffIsFinished() throws IOException {
        Staged staged = staged("copied");
        write(server().files().resolve(folder).resolve(key().object() + ".pdf"), "copied");
        BlobRef ref = store.promote(staged, key());
        assertThat(read(ref, 0, 100)).isEqualTo("copied");
        assertThat(files()).hasSize(1);
    }

    @Test
    void aWrongPasswordIsSaidToBe() {
        CloudDrive other = Davs.webDav(server().address(), folder, "guessed");
        assertThatThrownBy(other::check).satisfies(e -> {
            assertThat(((StoreException) e).kind()).isEqualTo(StoreException.Kind.REFUSED);
            assertThat(((StoreException) e).trouble()).isEqualTo(ConnectionTrouble.SIGN_IN_REFUSED);
        });
    }

    @Test
    void anAddressWithNothingThereIsSaidToBe() {
        CloudDrive other = Davs.webDav(server().address().resolve("/nothing"), folder);
        assertThatThrownBy(other::check)
                .satisfies(e -> assertThat(((StoreException) e).trouble()).isEqualTo(ConnectionTrouble.NOT_WEBDAV));
    }

    @Test
    void whatWasLeftIsFoundAmongOthersAndNothingElse() throws IOException {
        BlobRef ref = stored("stays");
        Path place = server().files().resolve(folder);
        UUID old = UUID.randomUUID();
        UUID probe = UUID.randomUUID();
        UUID today = UUID.randomUUID();
        for (String name : List.of("upload-" + old, "probe-" + probe, "upload-of-mine.txt", "upload-" + today)) {
            write(place.resolve(name), "left");
        }
        Files.setLastModifiedTime(place.resolve("upload-" + today), FileTime.from(Instant.now()));
        Files.createDirectory(place.resolve("upload-" + UUID.randomUUID()));
        for (int number = 0; number < 200; number++) {
            Files.createFile(place.resolve("a document of some other program ".repeat(4) + number + ".txt"));
        }

        Inventory inventory = store.inventory().orElseThrow();
        List<FoundUpload> found;
        try (Stream<FoundUpload> left = inventory.stagedBefore(Instant.now().minusSeconds(60))) {
            found = left.toList();
        }
        assertThat(found).extracting(FoundUpload::upload).containsExactlyInAnyOrder(old, probe);
        for (FoundUpload each : found) {
            store.discard(each.staged());
        }
        assertThat(place.resolve("upload-" + old)).doesNotExist();
        assertThat(place.resolve("probe-" + probe)).doesNotExist();
        assertThat(place.resolve("upload-" + today)).exists();
        assertThat(place.resolve("upload-of-mine.txt")).exists();
        assertThat(read(ref, 0, 100)).isEqualTo("stays");
    }

    private static void write(Path file, String content) throws IOException {
        Files.write(file, content.getBytes(UTF_8));
        // A second would do; servers differ in how finely they look.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(90)));
    }

    private static void assertChanged(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(e -> assertThat(((StoreException) e).kind()).isEqualTo(StoreException.Kind.CHANGED));
    }
}

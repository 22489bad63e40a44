package io.docuvault.storage.webdav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStoreContract;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.ConnectionTrouble;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.VendorImitation;
import io.docuvault.storage.VendorImitation.Seen;
import io.docuvault.storage.VendorImitation.Trouble;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every back-end must do, done by Nextcloud; and what may happen on the way there. */
class NextcloudStoreTest extends BlobStoreContract {

    private static final int LARGE = 12 * 1024 * 1024 + 5;

    private final NextcloudImitation nextcloud = new NextcloudImitation();
    private final CloudDrive store = Davs.nextcloud(nextcloud);

    @Override
    protected CloudDrive store() {
        return store;
    }

    @Override
    protected boolean listsObjects() {
        return false;
    }

    @AfterEach
    void stop() {
        nextcloud.close();
    }

    /** As nginx with its module for the rest of WebDAV: no entity tags but with the content. */
    @Test
    void aServerMayTagFilesOnlyWhenTheyAreRead() throws IOException {
        nextcloud.tagsFiles = false;
        store.check();
        BlobRef ref = stored("as it was");
        assertThat(read(ref, 0, 100)).isEqualTo("as it was");
        assertThat(read(ref, 3, 2)).isEqualTo("it");
    }

    @Test
    void checkingReadsWhatItHasWritten() {
        nextcloud.fail(seen -> seen.is("GET", "/probe-"), new Trouble.OtherBytes());
        assertThatThrownBy(store::check).isInstanceOf(StoreException.class);
        assertThat(nextcloud.files()).isEmpty();
    }

    private static boolean isChunk2(Seen seen) {
        return seen.is("PUT", "/00002");
    }

    private static boolean isAssembly(Seen seen) {
        return seen.is("MOVE", "/.file");
    }

    private static byte[] large() {
        byte[] bytes = new byte[LARGE];
        new Random(4).nextBytes(bytes);
        return bytes;
    }

    private Staged stageLarge() throws IOException {
        return store.stage(upload, new ByteArrayInputStream(large()), OptionalLong.of(LARGE));
    }

    private void assertWhole(Staged staged) throws IOException {
        try (InputStream in = store.openStaged(staged)) {
            assertThat(in.readAllBytes()).isEqualTo(large());
        }
        BlobRef ref = store.promote(staged, key());
        assertThat(store.length(ref)).hasValue(LARGE);
        assertThat(nextcloud.uploads()).isEmpty();
        assertThat(nextcloud.files()).hasSize(1);
    }

    private void assertNothingStaged(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .satisfies(e -> assertThat(((StoreException) e).kind()).isEqualTo(kind));
        assertThat(nextcloud.files()).isEmpty();
        assertThat(nextcloud.uploads()).isEmpty();
    }

    private long seen(Predicate<Seen> which) {
        return nextcloud.seen.stream().filter(which).count();
    }

    @Test
    void whatIsLargeGoesInChunksThatSayWhereTheyBelong() throws IOException {
        assertWhole(stageLarge());
        assertThat(seen(seen -> seen.is("PUT", "/uploads/Ada Lovelace/docuvault-")))
                .isEqualTo(3);
        assertThat(nextcloud.seen)
                .filteredOn(seen ->
                        seen.path().contains("/uploads/") && !seen.method().equals("PROPFIND"))
                .allSatisfy(seen -> assertThat(seen.header("Destination"))
                        .startsWith("/cloud/remote.php/dav/files/Ada%20Lovelace/DocuVault/upload-"))
                .allSatisfy(seen -> assertThat(seen.header("OC-Total-Length")).isEqualTo("" + LARGE));
    }

    @Test
    void aFileOfExactlyAChunkIsNoUploadOfItsOwn() throws IOException {
        byte[] bytes = new byte[Math.toIntExact(Davs.CHUNK.toBytes())];
        store.stage(upload, new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
        assertThat(seen(seen -> seen.path().contains("/uploads/"))).isZero();
    }

    @Test
    void theUsersIdIsAskedForOnce() throws IOException {
        stored("a letter");
        assertThat(nextcloud.files().getFirst())
                .startsWith("/cloud/remote.php/dav/files/Ada Lovelace/DocuVault/")
                .endsWith(".pdf");
        assertThat(seen(seen -> seen.path().equals("/cloud/remote.php/dav/"))).isEqualTo(1);
    }

    @Test
    void aChunkThatWasCutOrRefusedInPassingIsSentAgain() throws IOException {
        nextcloud.fail(
                NextcloudStoreTest::isChunk2,
                new Trouble.CutRequest(0),
                new Trouble.CutRequest(3_000_000),
                VendorImitation.retryAfter(503, 0),
                new Trouble.LoseAnswer());
        assertWhole(stageLarge());
    }

    @Test
    void aChunkWhoseAnswersAreAllLostIsLookedFor() throws IOException {
        Trouble[] lost = new Trouble[5];
        Arrays.fill(lost, new Trouble.LoseAnswer());
        nextcloud.fail(NextcloudStoreTest::isChunk2, lost);
        assertWhole(stageLarge());
    }

    @Test
    void anUploadThatHasExpiredFailsAndLeavesNothing() {
        nextcloud.fail(NextcloudStoreTest::isChunk2, new Trouble.Answer(404, "", Map.of()));
        assertNothingStaged(this::stageLarge, Kind.AWAY);
    }

    @Test
    void maintenanceIsWaitedForNotLongerThanThereIsPatience() {
        nextcloud.fail(NextcloudStoreTest::isChunk2, VendorImitation.retryAfter(503, 120));
        assertNothingStaged(this::stageLarge, Kind.AWAY);
    }

    @Test
    void aLockWhileTheChunksArePutTogetherIsWaitedFor() throws IOException {
        nextcloud.fail(NextcloudStoreTest::isAssembly, VendorImitation.status(423), VendorImitation.status(423));
        assertWhole(stageLarge());
    }

    @Test
    void anAssemblyWhoseAnswerIsLostHasHappened() throws IOException {
        nextcloud.fail(NextcloudStoreTest::isAssembly, new Trouble.LoseAnswer());
        assertWhole(stageLarge());
    }

    @Test
    void anAssemblyThatFailsLeavesNothing() {
        nextcloud.fail(NextcloudStoreTest::isAssembly, VendorImitation.status(400));
        assertNothingStaged(this::stageLarge, Kind.AWAY);
    }

    @Test
    void whatIsFullTakesNothing() throws IOException {
        nextcloud.quota = 11 * 1024 * 1024;
        assertNothingStaged(this::stageLarge, Kind.FULL);
        nextcloud.quota = 4;
        assertNothingStaged(() -> staged("too much"), Kind.FULL);
        assertThat(store.usage().total()).isEqualTo(4);
    }

    @Test
    void aStreamOfAnotherLengthIsNoFileInChunksEither() {
        for (long announced : new long[] {LARGE - 1, LARGE + 1}) {
            assertThatThrownBy(() -> store.stage(upload, new ByteArrayInputStream(large()), OptionalLong.of(announced)))
                    .isInstanceOf(EOFException.class);
            assertThat(nextcloud.files()).isEmpty();
            assertThat(nextcloud.uploads()).isEmpty();
        }
    }

    @Test
    void aFileThatIsLockedIsSaidToBe() throws IOException {
        BlobRef ref = stored("a letter");
        nextcloud.fail(seen -> seen.is("GET", "/files/"), VendorImitation.status(423));
        assertThatThrownBy(() -> read(ref, 0, 8))
                .satisfies(e -> assertThat(((StoreException) e).kind()).isEqualTo(Kind.LOCKED));
        nextcloud.fail(seen -> seen.is("MOVE", "/files/"), VendorImitation.status(423));
        Staged staged = store.stage(UUID.randomUUID(), bytes("other"), OptionalLong.of(5));
        BlobKey other = new BlobKey(key().owner(), document, UUID.randomUUID(), "");
        assertThatThrownBy(() -> store.promote(staged, other))
                .satisfies(e -> assertThat(((StoreException) e).kind()).isEqualTo(Kind.LOCKED));
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItBroke() throws IOException {
        Staged staged = stageLarge();
        nextcloud.fail(
                seen -> seen.is("GET", "/files/"), new Trouble.CutAnswer(1_000_000), new Trouble.CutAnswer(1_000_000));
        assertWhole(staged);
    }

    @Test
    void anErrorInTheBodyOfASuccessIsNoFile() throws IOException {
        BlobRef ref = stored("a letter");
        Trouble[] page = new Trouble[5];
        Arrays.fill(page, new Trouble.Answer(200, "<html>Sorry</html>", Map.of()));
        nextcloud.fail(seen -> seen.is("GET", "/files/"), page);
        assertThatThrownBy(() -> read(ref, 0, 8))
                .satisfies(e -> assertThat(((StoreException) e).kind()).isEqualTo(Kind.AWAY));
    }

    @Test
    void anErrorOfTheSameLengthIsNoFileEither() throws IOException {
        BlobRef ref = stored("a letter");
        nextcloud.fail(seen -> seen.is("GET", "/files/"), new Trouble.Answer(200, "an error", Map.of()));
        assertThatThrownBy(() -> read(ref, 0, 8))
                .satisfies(e -> assertThat(((StoreException) e).kind()).isEqualTo(Kind.CHANGED));
    }

    @Test
    void aServerThatKnowsNoRangesIsReadAllTheSame() throws IOException {
        BlobRef ref = stored("twelve bytes");
        nextcloud.fail(seen -> seen.is("GET", "/files/"), new Trouble.Answer(200, "twelve bytes", Map.of()));
        assertThat(read(ref, 7, 3)).isEqualTo("byt");
    }

    @Test
    void anAddressWithoutANextcloudIsSaidToBe() {
        for (Trouble other : new Trouble[] {
            new Trouble.Answer(200, "<html>Welcome</html>", Map.of()),
            new Trouble.Answer(207, "<html>Welcome</html>", Map.of()),
            new Trouble.Answer(207, "not even that", Map.of()),
            new Trouble.Answer(207, "<multistatus xmlns=\"DAV:\"/>", Map.of()),
            VendorImitation.status(404),
            VendorImitation.status(405)
        }) {
            nextcloud.fail(seen -> seen.method().equals("PROPFIND"), other);
            assertThatThrownBy(store::check)
                    .satisfies(e -> assertThat(((StoreException) e).trouble()).isEqualTo(ConnectionTrouble.NOT_WEBDAV));
        }
    }

    @Test
    void namesOfEntitiesAndFilesElsewhereAreNotRead() {
        String bomb = """
                <?xml version="1.0"?>
                <!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>
                <d:multistatus xmlns:d="DAV:"><d:response><d:propstat><d:prop>
                <d:current-user-principal>/principals/users/x&b;&f;/</d:current-user-principal>
                </d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>
                """;
        nextcloud.fail(seen -> seen.method().equals("PROPFIND"), new Trouble.Answer(207, bomb, Map.of()));
        assertThatThrownBy(store::check)
                .satisfies(e -> assertThat(((StoreException) e).trouble()).isEqualTo(ConnectionTrouble.NOT_WEBDAV));
    }

    @Test
    void anAnswerWithoutEndIsNotReadToIt() {
        String endless = "<d:multistatus xmlns:d=\"DAV:\">" + " ".repeat(3 << 20);
        nextcloud.fail(seen -> seen.method().equals("PROPFIND"), new Trouble.Answer(207, endless, Map.of()));
        assertThatThrownBy(store::check)
                .satisfies(e -> assertThat(((StoreException) e).trouble()).isEqualTo(ConnectionTrouble.NOT_WEBDAV));
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForEver() {
        nextcloud.fail(seen -> seen.method().equals("PROPFIND"), new Trouble.Hang());
        assertThatThrownBy(store::check)
                .satisfies(e -> assertThat(((StoreException) e).trouble()).isEqualTo(ConnectionTrouble.TIMEOUT));
    }

    @Test
    void whatItSaysOfItsRoomIsPassedOn() throws IOException {
        assertThat(store.usage().account()).isEqualTo("Ada Lovelace");
        assertThat(store.usage().total()).isNull();
        stored("12345");
        nextcloud.quota = 1000;
        assertThat(store.usage().used()).isEqualTo(5);
        assertThat(store.usage().total()).isEqualTo(1000);
    }
}

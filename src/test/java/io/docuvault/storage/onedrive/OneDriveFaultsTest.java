package io.docuvault.storage.onedrive;

import static io.docuvault.storage.VendorImitation.retryAfter;
import static io.docuvault.storage.VendorImitation.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudFixture;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.VendorImitation.Seen;
import io.docuvault.storage.VendorImitation.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What goes wrong between us and OneDrive, and what becomes of it. */
class OneDriveFaultsTest {

    private final MicrosoftImitation microsoft = new MicrosoftImitation();
    private final CloudDrive drive = OneDrives.store(microsoft, CloudFixture.tokens(microsoft.oauth));
    private final byte[] content = new byte[3 * OneDrives.CHUNK + 1000];

    OneDriveFaultsTest() {
        new Random(5).nextBytes(content);
    }

    @AfterEach
    void stop() {
        microsoft.close();
    }

    private static boolean isSecondChunk(Seen seen) {
        return seen.is("PUT", "/up/")
                && String.valueOf(seen.header("Content-Range")).startsWith("bytes " + OneDrives.CHUNK);
    }

    private static boolean isLastChunk(Seen seen) {
        return seen.is("PUT", "/up/")
                && String.valueOf(seen.header("Content-Range")).startsWith("bytes " + 3 * OneDrives.CHUNK);
    }

    private Staged stage() throws IOException {
        return drive.stage(UUID.randomUUID(), new ByteArrayInputStream(content), OptionalLong.of(content.length));
    }

    private static BlobKey key() {
        return BlobKey.of(new UUID(1, 1), new UUID(2, 2), UUID.randomUUID(), "a.pdf");
    }

    private void comesBack(Staged staged) throws IOException {
        try (InputStream in = drive.openStaged(staged)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    private static void fails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    @Test
    void sendsTheTokenToGraphOnly() throws IOException {
        comesBack(stage());
        assertThat(microsoft.seen)
                .anySatisfy(seen -> assertThat(seen.path()).startsWith("/up/"))
                .anySatisfy(seen -> assertThat(seen.path()).startsWith("/down/"))
                .allSatisfy(seen -> assertThat(seen.header("Authorization") != null)
                        .isEqualTo(seen.path().startsWith("/v1.0/")));
    }

    @Test
    void goesOnWhereAChunkWasCut() throws IOException {
        microsoft.fail(OneDriveFaultsTest::isSecondChunk, new Trouble.CutRequest(100_000));
        comesBack(stage());
        assertThat(microsoft.seen)
                .anySatisfy(seen -> assertThat(String.valueOf(seen.header("Content-Range")))
                        .startsWith("bytes " + (OneDrives.CHUNK + 100_000) + "-"));
    }

    @Test
    void asksWhatCameWhenTheAnswerWasLost() throws IOException {
        microsoft.fail(OneDriveFaultsTest::isSecondChunk, new Trouble.LoseAnswer());
        comesBack(stage());
    }

    @Test
    void findsTheFileWhenTheLastAnswerWasLost() throws IOException {
        microsoft.fail(OneDriveFaultsTest::isLastChunk, new Trouble.LoseAnswer());
        comesBack(stage());
        assertThat(microsoft.items()).hasSize(1);
    }

    @Test
    void beginsAnewWhenTheSessionHasExpiredBeforeAnythingCame() throws IOException {
        microsoft.fail(seen -> seen.is("PUT", "/up/"), MicrosoftImitation.trouble(404, "itemNotFound"));
        comesBack(stage());
    }

    @Test
    void givesUpWhenTheSessionHasExpiredInTheMiddle() {
        microsoft.fail(OneDriveFaultsTest::isSecondChunk, MicrosoftImitation.trouble(404, "itemNotFound"));
        fails(Kind.AWAY, this::stage);
        assertThat(microsoft.items()).isEmpty();
        assertThat(microsoft.openSessions()).isZero();
    }

    @Test
    void triesAgainAfterErrorsInPassing() throws IOException {
        microsoft.fail(
                OneDriveFaultsTest::isSecondChunk,
                status(500),
                MicrosoftImitation.trouble(429, "activityLimitReached"),
                retryAfter(503, 1));
        comesBack(stage());
    }

    @Test
    void getsAnotherTokenOnceAndGoesOn() throws IOException {
        microsoft.oauth.expireAccessTokens();
        comesBack(stage());
    }

    @Test
    void saysThatTheDriveIsFull() {
        microsoft.total = 1000;
        fails(Kind.FULL, this::stage);
        assertThat(microsoft.items()).isEmpty();
        assertThat(microsoft.openSessions()).isZero();
    }

    @Test
    void saysThatTheFileIsLocked() throws IOException {
        Staged staged = stage();
        microsoft.fail(seen -> seen.is("PATCH", "/items/"), MicrosoftImitation.trouble(423, "resourceLocked"));
        fails(Kind.LOCKED, () -> drive.promote(staged, key()));
        assertThat(drive.length(drive.promote(staged, key()))).hasValue(content.length);
    }

    @Test
    void readsOnWhereADownloadWasCut() throws IOException {
        BlobRef ref = drive.promote(stage(), key());
        microsoft.fail(seen -> seen.is("GET", "/down/"), new Trouble.CutAnswer(content.length / 2));
        try (InputStream in = drive.read(ref, 0, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void aFileThatItsOwnerHasChangedIsSaidToBeWithAndWithoutHashes() throws IOException {
        for (boolean hashes : new boolean[] {true, false}) {
            microsoft.hashes = hashes;
            BlobRef ref = drive.promote(stage(), key());
            MicrosoftImitation.Item item = microsoft.items().getFirst();
            item.name = "My letter.pdf";
            assertThat(drive.length(ref)).as("renamed").hasValue(content.length);
            microsoft.overwrite(item, "something else");
            fails(Kind.CHANGED, () -> drive.read(ref, 0, 10));
            drive.delete(ref);
            assertThat(microsoft.items()).as("what the owner wrote is theirs").hasSize(1);
            microsoft.remove(item);
            fails(Kind.ABSENT, () -> drive.read(ref, 0, 10));
        }
    }

    @Test
    void keepsNoMoreThanAChunkInMemory() throws IOException {
        CloudFixture.assertKeepsNoMoreThanAChunkInMemory(
                OneDrives.store(microsoft, CloudFixture.tokens(microsoft.oauth), DataSize.ofMegabytes(10)));
    }
}

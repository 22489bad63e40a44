package io.docuvault.storage.googledrive;

import static io.docuvault.storage.VendorImitation.retryAfter;
import static io.docuvault.storage.VendorImitation.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudDrive.Usage;
import io.docuvault.storage.CloudFixture;
import io.docuvault.storage.CloudTokens;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.VendorImitation.Seen;
import io.docuvault.storage.VendorImitation.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What goes wrong between us and Google Drive, and what becomes of it. */
class GoogleDriveFaultsTest {

    private final GoogleImitation google = new GoogleImitation();
    private final CloudDrive drive = GoogleDrives.store(google, CloudFixture.tokens(google.oauth));
    private final byte[] content = new byte[3 * GoogleDrives.CHUNK + 1000];

    GoogleDriveFaultsTest() {
        new Random(4).nextBytes(content);
    }

    @AfterEach
    void stop() {
        google.close();
    }

    private static boolean isChunk(Seen seen) {
        return seen.is("PUT", "/upload/");
    }

    private static boolean isSecondChunk(Seen seen) {
        return isChunk(seen) && String.valueOf(seen.header("Content-Range")).startsWith("bytes " + GoogleDrives.CHUNK);
    }

    private static boolean isDownload(Seen seen) {
        return "media".equals(seen.query().get("alt"));
    }

    private Staged stage() throws IOException {
        return drive.stage(UUID.randomUUID(), new ByteArrayInputStream(content), OptionalLong.of(content.length));
    }

    private BlobRef stored() throws IOException {
        return drive.promote(stage(), BlobKey.of(new UUID(1, 1), new UUID(2, 2), UUID.randomUUID(), "a.pdf"));
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

    private long count(Predicate<Seen> requests) {
        return google.seen.stream().filter(requests).count();
    }

    @Test
    void goesOnWhereAChunkWasCut() throws IOException {
        google.fail(GoogleDriveFaultsTest::isSecondChunk, new Trouble.CutRequest(300 * 1024));
        comesBack(stage());
        assertThat(google.seen)
                .anySatisfy(seen -> assertThat(seen.header("Content-Range"))
                        .startsWith("bytes " + (GoogleDrives.CHUNK + 256 * 1024) + "-"));
    }

    @Test
    void asksWhatCameWhenTheAnswerWasLost() throws IOException {
        google.fail(GoogleDriveFaultsTest::isChunk, new Trouble.LoseAnswer());
        google.fail(GoogleDriveFaultsTest::isSecondChunk, new Trouble.LoseAnswer());
        comesBack(stage());
        assertThat(count(seen -> String.valueOf(seen.header("Content-Range")).startsWith("bytes */")))
                .isEqualTo(2);
    }

    @Test
    void findsTheFileWhenTheLastAnswerWasLost() throws IOException {
        google.fail(
                seen -> String.valueOf(seen.header("Content-Range")).startsWith("bytes " + 3 * GoogleDrives.CHUNK),
                new Trouble.LoseAnswer());
        comesBack(stage());
        assertThat(google.files()).hasSize(1);
    }

    @Test
    void sendsAStreamOfUnknownLength() throws IOException {
        comesBack(drive.stage(UUID.randomUUID(), new ByteArrayInputStream(content), OptionalLong.empty()));
    }

    @Test
    void beginsAnewWhenTheSessionIsGoneBeforeAnythingCame() throws IOException {
        google.fail(GoogleDriveFaultsTest::isChunk, GoogleImitation.trouble(404, "notFound"));
        comesBack(stage());
    }

    @Test
    void givesUpWhenTheSessionIsGoneInTheMiddle() {
        google.fail(GoogleDriveFaultsTest::isSecondChunk, GoogleImitation.trouble(410, "gone"));
        fails(Kind.AWAY, this::stage);
        assertThat(google.files()).isEmpty();
        assertThat(google.openSessions()).isZero();
    }

    @Test
    void getsAnotherTokenOnceAndGoesOn() throws IOException {
        google.oauth.expireAccessTokens();
        comesBack(stage());
    }

    @Test
    void refusesWhenTheSecondTokenIsNoBetter() {
        CloudDrive signedOut = GoogleDrives.store(google, new CloudTokens() {
            @Override
            public String current() {
                return "stale";
            }

            @Override
            public String insteadOf(String refused) {
                return "stale too";
            }
        });
        fails(Kind.REFUSED, signedOut::check);
        assertThat(count(seen -> true)).isEqualTo(2);
    }

    @Test
    void waitsAsLongAsItIsAskedTo() throws IOException {
        google.fail(GoogleDriveFaultsTest::isChunk, retryAfter(429, 1));
        long start = System.nanoTime();
        comesBack(stage());
        assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
    }

    @Test
    void doesNotWaitLongerThanItsPatience() {
        google.fail(seen -> true, retryAfter(503, 3600));
        long start = System.nanoTime();
        fails(Kind.AWAY, this::stage);
        assertThat(System.nanoTime() - start).isLessThan(CloudFixture.PATIENCE.toNanos());
    }

    @Test
    void triesAgainAfterErrorsInPassing() throws IOException {
        google.fail(seen -> true, status(500), GoogleImitation.trouble(403, "userRateLimitExceeded"), status(502));
        comesBack(stage());
    }

    @Test
    void endsAfterAFewTries() {
        for (int i = 0; i < 20; i++) {
            google.fail(seen -> true, status(503));
        }
        fails(Kind.AWAY, this::stage);
        assertThat(count(seen -> true)).isEqualTo(5);
    }

    @Test
    void saysThatTheDriveIsFull() {
        google.limit = 1000;
        fails(Kind.FULL, this::stage);
        fails(Kind.FULL, () -> drive.stage(UUID.randomUUID(), new ByteArrayInputStream(content), OptionalLong.empty()));
        assertThat(google.files()).isEmpty();
        assertThat(google.openSessions()).isZero();
    }

    @Test
    void saysThatTheFileIsLocked() throws IOException {
        BlobRef ref = stored();
        google.fail(GoogleDriveFaultsTest::isDownload, status(423));
        fails(Kind.LOCKED, () -> drive.read(ref, 0, 10));
    }

    @Test
    void readsOnWhereAnAnswerWasCut() throws IOException {
        BlobRef ref = stored();
        google.fail(
                GoogleDriveFaultsTest::isDownload,
                new Trouble.CutAnswer(0),
                new Trouble.CutAnswer(content.length / 2),
                new Trouble.CutAnswer(7));
        try (InputStream in = drive.read(ref, 0, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void aReadThatKeepsBreakingFailsAndNeverEndsEarly() throws IOException {
        BlobRef ref = stored();
        for (int i = 0; i < 20; i++) {
            google.fail(GoogleDriveFaultsTest::isDownload, new Trouble.CutAnswer(0));
        }
        fails(Kind.AWAY, () -> {
            try (InputStream in = drive.read(ref, 0, Long.MAX_VALUE)) {
                in.readAllBytes();
            }
        });
    }

    @Test
    void aDriveThatHangsIsLeft() {
        for (int i = 0; i < 6; i++) {
            google.fail(seen -> true, new Trouble.Hang());
        }
        fails(Kind.AWAY, drive::usage);
    }

    @Test
    void aWebPageOrAGigabyteIsNoAnswer() {
        for (String body : new String[] {"<html>Please sign in</html>", " ".repeat(2_000_000), "{}"}) {
            for (int i = 0; i < 5; i++) {
                google.fail(seen -> true, new Trouble.Answer(200, body, Map.of()));
            }
            fails(Kind.AWAY, this::stage);
        }
        assertThat(google.files()).isEmpty();
    }

    @Test
    void aFileThatItsOwnerHasChangedIsSaidToBe() throws IOException {
        BlobRef ref = stored();
        google.overwrite(google.files().getFirst(), "something else");
        fails(Kind.CHANGED, () -> drive.read(ref, 0, 10));
        drive.delete(ref);
        assertThat(google.files()).as("what the owner wrote is theirs").hasSize(1);
    }

    @Test
    void aStagedFileThatWasChangedIsNotPromoted() throws IOException {
        Staged staged = stage();
        google.overwrite(google.files().getFirst(), "something else");
        fails(Kind.CHANGED, () -> drive.openStaged(staged));
        fails(
                Kind.CHANGED,
                () -> drive.promote(staged, BlobKey.of(new UUID(1, 1), new UUID(2, 2), UUID.randomUUID(), "a.pdf")));
    }

    @Test
    void aFileThatItsOwnerHasRenamedIsStillFound() throws IOException {
        BlobRef ref = stored();
        google.files().getFirst().name = "My letter.pdf";
        assertThat(drive.length(ref)).hasValue(content.length);
    }

    @Test
    void aFileInTheTrashOrGoneIsAbsent() throws IOException {
        BlobRef ref = stored();
        google.files().getFirst().trashed = true;
        assertThat(drive.length(ref)).isEmpty();
        google.remove(google.files().getFirst());
        fails(Kind.ABSENT, () -> drive.read(ref, 0, 10));
    }

    @Test
    void promotesOnceEvenWhenTheAnswerWasLost() throws IOException {
        google.fail(seen -> seen.is("PATCH", "/files/"), new Trouble.LoseAnswer());
        BlobRef ref = stored();
        assertThat(drive.length(ref)).hasValue(content.length);
    }

    @Test
    void tellsWhoseDriveItIsAndHowFull() throws IOException {
        stored();
        assertThat(drive.usage()).isEqualTo(new Usage("ada@example.org", (long) content.length, google.limit));
    }

    @Test
    void sendsNoTokenToAnotherHostThanDrives() throws IOException {
        google.fail(
                seen -> seen.is("POST", "/upload/"),
                new Trouble.Answer(200, "", Map.of("Location", "http://127.0.0.9:1/steal")));
        fails(Kind.AWAY, this::stage);
    }

    @Test
    void keepsNoMoreThanAChunkInMemory() throws IOException {
        CloudFixture.assertKeepsNoMoreThanAChunkInMemory(
                GoogleDrives.store(google, CloudFixture.tokens(google.oauth), DataSize.ofMegabytes(8)));
    }
}

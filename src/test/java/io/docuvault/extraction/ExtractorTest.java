package io.docuvault.extraction;

import static io.docuvault.extraction.ExtractionFixture.extracted;
import static io.docuvault.extraction.ExtractionFixture.quarantined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.docuvault.extraction.Extraction.Extracted;
import io.docuvault.shared.NodeRole;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractorTest {

    private static final String LEASE = """
            This lease is made between the landlord and the tenant.
            The monthly rent of nine hundred euros is due on the first
            day of each month. The tenant keeps the flat in good order.""";

    @TempDir
    private static Path work;

    private static Extractor extractor;

    @TempDir
    private Path directory;

    private SampleFiles samples;

    @BeforeAll
    static void start() {
        extractor = new Extractor(ExtractionFixture.settings(work), NodeRole.ALL);
    }

    @AfterAll
    static void stop() {
        extractor.close();
    }

    @BeforeEach
    void samples() {
        samples = new SampleFiles(directory);
    }

    @Test
    void readsTextLanguagePagesAndTitleOfAPdf() throws Exception {
        Extracted lease = extracted(extractor, samples.pdf("lease.pdf", LEASE, "Second page of the lease"));

        assertThat(lease.mediaType()).isEqualTo("application/pdf");
        assertThat(lease.text()).contains("monthly rent").contains("Second page");
        assertThat(lease.language()).isEqualTo("en");
        assertThat(lease.pages()).isEqualTo(2);
        assertThat(lease.title()).isEqualTo("A lease");
        assertThat(lease.ocrUsed()).isFalse();
        assertThat(lease.textTruncated()).isFalse();
    }

    @Test
    void drawsAPdfsFirstPageAsThumbnail() throws Exception {
        Extracted lease = extracted(extractor, samples.pdf("lease.pdf", LEASE));

        BufferedImage thumbnail = picture(lease);
        assertThat(thumbnail.getHeight()).isEqualTo(512);
        assertThat(thumbnail.getWidth()).isBetween(350, 370);
        assertThat(darkDots(thumbnail)).isPositive();
    }

    @Test
    void recognisesTheTextOfAScan() throws Exception {
        assumeTesseract();

        Extracted scan = extracted(extractor, samples.scannedPdf("scan.pdf", LEASE));

        assertThat(scan.text()).contains("monthly rent").contains("landlord");
        assertThat(scan.ocrUsed()).isTrue();
        assertThat(scan.ocrMissing()).isFalse();
    }

    @Test
    void recognisesAPictureThatLiesOnItsSide() throws Exception {
        assumeTesseract();

        BufferedImage sideways = turned(SampleFiles.pictureOf((LEASE + "\n").repeat(4)));
        Extracted scan = extracted(extractor, samples.png("sideways.png", sideways));

        assertThat(scan.text()).contains("monthly rent");
    }

    @Test
    void saysSoWhereTesseractIsMissing() throws Exception {
        ExtractionSettings usual = ExtractionFixture.settings(work);
        ExtractionSettings without = new ExtractionSettings(
                1,
                usual.memory(),
                usual.timeLimit(),
                usual.retryTimeLimit(),
                1,
                usual.idleTime(),
                usual.textCharacters(),
                usual.unpackedSize(),
                "no-such-tesseract",
                usual.ocrLanguages(),
                usual.ocrPages(),
                work);
        try (Extractor blind = new Extractor(without, NodeRole.ALL)) {
            Extracted scan = extracted(blind, samples.scannedPdf("scan.pdf", LEASE));

            assertThat(blind.ocrAvailable()).isFalse();
            assertThat(scan.text()).isEmpty();
            assertThat(scan.ocrMissing()).isTrue();
            assertThat(scan.thumbnail()).isNotNull();
        }
    }

    @Test
    void readsAWordDocumentAndDrawsItsText() throws Exception {
        Extracted letter = extracted(extractor, samples.docx("Brief.docx", "Sehr geehrte Damen und Herren"));

        assertThat(letter.text()).contains("Sehr geehrte Damen und Herren");
        assertThat(letter.author()).isEqualTo("Erika Mustermann");
        assertThat(darkDots(picture(letter))).isPositive();
    }

    @Test
    void readsAMailWithTheTextOfItsAttachment() throws Exception {
        Path attachment = samples.docx("offer.docx", "The offer is four thousand euros");
        Extracted mail = extracted(extractor, samples.mail("offer.eml", "Our offer", "Please see below", attachment));

        assertThat(mail.mediaType()).isEqualTo("message/rfc822");
        assertThat(mail.title()).isEqualTo("Our offer");
        assertThat(mail.author()).contains("Erika");
        assertThat(mail.text()).contains("Please see below").contains("four thousand euros");
    }

    @Test
    void recognisesAScanInsideAMail() throws Exception {
        assumeTesseract();

        Path attachment = samples.scannedPdf("scan.pdf", LEASE);
        Extracted mail = extracted(extractor, samples.mail("scan.eml", "The lease", "Attached", attachment));

        assertThat(mail.text()).contains("monthly rent");
    }

    @Test
    void listsAnArchivesEntriesAndReadsThem() throws Exception {
        byte[] entry = "Kept in an archive".getBytes(StandardCharsets.UTF_8);
        Extracted archive = extracted(extractor, samples.zip("notes.zip", "notes/first.txt", entry));

        assertThat(archive.text()).contains("notes/first.txt").contains("Kept in an archive");
    }

    @Test
    void losesOnlyTheNulOfATextThatHoldsOne() throws Exception {
        Extracted text = extracted(extractor, samples.text("nul.txt", "before\0after and a long rest of the text"));

        assertThat(text.text()).isEqualTo("beforeafter and a long rest of the text");
    }

    @Test
    void composesLettersAndKeepsOtherScripts() throws Exception {
        Extracted text = extracted(extractor, samples.text("names.txt", "Mu\u0308ller \u6587\u66f8 \ud83d\ude00"));

        assertThat(text.text()).isEqualTo("M\u00fcller \u6587\u66f8 \ud83d\ude00");
    }

    @Test
    void readsShortTextsInTheirOwnCharset() throws Exception {
        byte[] latin = "Stra\u00dfe \u00e9\u00e8".getBytes(StandardCharsets.ISO_8859_1);
        byte[] wide = "Gr\u00fc\u00dfe aus M\u00fcnchen".getBytes(StandardCharsets.UTF_16LE);

        assertThat(extracted(extractor, samples.bytes("latin1.txt", latin)).text())
                .isEqualTo("Stra\u00dfe \u00e9\u00e8");
        assertThat(extracted(extractor, samples.bytes("utf16.txt", wide)).text())
                .isEqualTo("Gr\u00fc\u00dfe aus M\u00fcnchen");
    }

    @Test
    void doesNotGuessTheLanguageOfAFewWords() throws Exception {
        assertThat(extracted(extractor, samples.text("short.txt", "Hello world"))
                        .language())
                .isNull();
    }

    @Test
    void cutsTextAtTheLimitAndSaysSo() throws Exception {
        Extracted text = extracted(extractor, samples.text("long.txt", "All work and no play. ".repeat(60_000)));

        assertThat(text.text().length()).isBetween(900_000, 1_000_000);
        assertThat(text.textTruncated()).isTrue();
    }

    @Test
    void givesAPictureAThumbnailAndNoText() throws Exception {
        Extracted photo = extracted(extractor, samples.png("photo.png", SampleFiles.plainPicture(1600, 800)));

        assertThat(photo.text()).isEmpty();
        assertThat(photo.pages()).isEqualTo(1);
        assertThat(picture(photo).getWidth()).isEqualTo(512);
        assertThat(picture(photo).getHeight()).isEqualTo(256);
    }

    @Test
    void quarantinesAnEncryptedPdfAsEncrypted() throws Exception {
        assertThat(quarantined(extractor, samples.encryptedPdf("secret.pdf", LEASE))
                        .code())
                .isEqualTo(QuarantineCode.ENCRYPTED);
    }

    @Test
    void quarantinesADamagedDocumentAsCorrupt() throws Exception {
        assertThat(quarantined(extractor, samples.text("broken.pdf", "%PDF-1.7\nnothing else"))
                        .code())
                .isEqualTo(QuarantineCode.CORRUPT);
    }

    private static BufferedImage picture(Extracted extracted) throws IOException {
        Thumbnail thumbnail = Objects.requireNonNull(extracted.thumbnail());
        return ImageIO.read(new ByteArrayInputStream(thumbnail.bytes()));
    }

    private static long darkDots(BufferedImage picture) {
        return java.util.Arrays.stream(
                        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .filter(dot -> (dot & 0xFF) < 0x80)
                .count();
    }

    private static BufferedImage turned(BufferedImage picture) {
        BufferedImage turned = new BufferedImage(picture.getHeight(), picture.getWidth(), BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                turned.setRGB(picture.getHeight() - 1 - y, x, picture.getRGB(x, y));
            }
        }
        return turned;
    }

    /** On a developer's machine it may be missing; on the one that decides it must not. */
    private static void assumeTesseract() {
        if (System.getenv("CI") == null) {
            assumeTrue(extractor.ocrAvailable(), "tesseract with deu or eng is not installed here");
        }
        assertThat(extractor.ocrAvailable()).isTrue();
    }
}

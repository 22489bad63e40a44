package io.docuvault.extraction;

import static io.docuvault.extraction.ExtractionFixture.children;
import static io.docuvault.extraction.ExtractionFixture.extracted;
import static io.docuvault.extraction.ExtractionFixture.quarantined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.extraction.Extraction.Extracted;
import io.docuvault.shared.NodeRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class HostileFilesTest {

    @TempDir
    private Path work;

    @TempDir
    private Path directory;

    private SampleFiles samples;

    @BeforeEach
    void samples() {
        samples = new SampleFiles(directory);
    }

    @Test
    void quarantinesAnArchiveThatAdmitsToBeABomb() throws Exception {
        try (Extractor extractor = extractor()) {
            Path bomb = samples.zip("bomb.zip", "zeros.bin", new byte[64 << 20]);

            assertThat(quarantined(extractor, bomb).code()).isEqualTo(QuarantineCode.ARCHIVE_BOMB);
        }
    }

    @Test
    void quarantinesABombThatIsHiddenInAnArchive() throws Exception {
        try (Extractor extractor = extractor()) {
            byte[] inner = SampleFiles.zipped("zeros.bin", new byte[64 << 20]);
            Path bomb = samples.zip("outer.zip", "inner.zip", inner);

            assertThat(quarantined(extractor, bomb).code()).isEqualTo(QuarantineCode.ARCHIVE_BOMB);
        }
    }

    @Test
    void survivesABillionLaughs() throws Exception {
        try (Extractor extractor = extractor()) {
            StringBuilder entities = new StringBuilder("<!ENTITY lol0 \"lol\">");
            for (int i = 1; i < 10; i++) {
                entities.append("<!ENTITY lol%d \"%s\">".formatted(i, ("&lol" + (i - 1) + ";").repeat(10)));
            }
            Path laughs = samples.text("laughs.xml", """
                    <?xml version="1.0"?><!DOCTYPE lolz [%s]><lolz>&lol9;</lolz>""".formatted(entities));

            assertThat(extractor.extract(laughs, "laughs.xml")).satisfies(extraction -> {
                if (extraction instanceof Extracted read) {
                    assertThat(read.text()).hasSizeLessThan(1_000);
                }
            });
        }
    }

    @Test
    void doesNotDecodeAPictureOfGigabytes() throws Exception {
        try (Extractor extractor = extractor()) {
            Extracted huge = extracted(extractor, samples.hugePng("huge.png"));

            assertThat(huge.thumbnail()).isNull();
            assertThat(huge.text()).isEmpty();
        }
    }

    @Test
    void quarantinesWhatNeedsTooMuchMemoryAndReadsOn() throws Exception {
        try (Extractor extractor = new Extractor(
                ExtractionFixture.settings(work, DataSize.ofMegabytes(48), Duration.ofSeconds(40)), NodeRole.ALL)) {
            Path greedy = samples.text("greedy.html", "<html><body>" + "<p><b>x</b></p>".repeat(1_000_000));

            assertThat(quarantined(extractor, greedy).code()).isEqualTo(QuarantineCode.OUT_OF_MEMORY);
            assertThat(extracted(extractor, samples.text("after.txt", "Still reading"))
                            .text())
                    .isEqualTo("Still reading");
        }
    }

    @Test
    void quarantinesWhatTakesTooLongAndEndsTheChild() throws Exception {
        try (Extractor extractor = new Extractor(
                ExtractionFixture.settings(work, DataSize.ofMegabytes(128), Duration.ofSeconds(2)), NodeRole.ALL)) {
            assertThat(quarantined(extractor, samples.endless("endless.txt")).code())
                    .isEqualTo(QuarantineCode.TIMED_OUT);
            assertThat(children()).isEmpty();
        }
    }

    @Test
    void readsAgainWhenTheChildIsKilledMeanwhile() throws Exception {
        // Other tests' servers keep theirs for a while.
        List<Long> others = children().stream().map(ProcessHandle::pid).toList();
        try (Extractor extractor = extractor()) {
            Path file = samples.endless("slow.txt");
            CompletableFuture<Extraction> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return extractor.extract(file, "slow.txt");
                } catch (InterruptedException e) {
                    throw new CompletionException(e);
                }
            });
            await().until(() -> !childrenBut(others).isEmpty());
            ProcessHandle first = childrenBut(others).getFirst();
            first.destroyForcibly();
            await().until(() -> childrenBut(others).stream().anyMatch(child -> child.pid() != first.pid()));
            Thread.startVirtualThread(() -> answerEveryReader(file));

            assertThat(reading.get()).isInstanceOf(Extracted.class);
        }
    }

    @Test
    void replacesAChildThatDiedWhileIdle() throws Exception {
        try (Extractor extractor = extractor()) {
            extracted(extractor, samples.text("first.txt", "First"));
            ProcessHandle idle = children().getFirst();
            idle.destroyForcibly();
            idle.onExit().join();

            assertThat(extracted(extractor, samples.text("second.txt", "Second"))
                            .text())
                    .isEqualTo("Second");
        }
    }

    @Test
    void opensNoConnectionForADocumentThatAsksForIt() throws Exception {
        // Without the network namespace: the parsers and the child's own fence have to hold by themselves.
        try (Extractor extractor = new Extractor(ExtractionFixture.settings(work), NetworkIsolation.none());
                ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/secret";
            extractor.extract(samples.text("ssrf.svg", """
                    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
                    <image xlink:href="%s" width="10" height="10"/></svg>""".formatted(url)), "ssrf.svg");
            extractor.extract(samples.text("xxe.xml", """
                    <?xml version="1.0"?><!DOCTYPE a SYSTEM "%s" [<!ENTITY x SYSTEM "%s">]><a>&x;</a>""".formatted(url, url)), "xxe.xml");
            extractor.extract(samples.text("page.html", """
                    <html><head><link rel="stylesheet" href="%s"></head><body><img src="%s">Hi</body></html>""".formatted(url, url)), "page.html");

            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void readsNoOtherFileIntoADocumentsText() throws Exception {
        try (Extractor extractor = extractor()) {
            Path secret = samples.text("secret.txt", "canary-in-another-file");
            Extraction read = extractor.extract(samples.text("xxe.xml", """
                            <?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "%s">]><a>&x;</a>""".formatted(secret.toUri())), "xxe.xml");

            assertThat(read.toString()).doesNotContain("canary-in-another-file");
        }
    }

    @Test
    void startsChildrenWithoutTheServersEnvironmentAndNetwork() throws Exception {
        NetworkIsolation isolation = NetworkIsolation.probe();
        try (Extractor extractor = new Extractor(ExtractionFixture.settings(work), isolation)) {
            extracted(extractor, samples.text("any.txt", "Any"));
            Path process = Path.of("/proc", Long.toString(children().getFirst().pid()));

            assertThat(Files.readString(process.resolve("environ")).split("\0"))
                    .allMatch(variable -> variable.matches("(PATH|HOME|LC_ALL|OMP_THREAD_LIMIT|TESSDATA_PREFIX)=.*"));
            if (isolation.withoutNetwork()) {
                assertThat(Files.readSymbolicLink(process.resolve("ns/net")))
                        .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
            }
        }
    }

    @Test
    void leavesNoTemporaryFilesBehind() throws Exception {
        try (Extractor extractor = extractor()) {
            extracted(extractor, samples.docx("letter.docx", "A letter"));
            byte[] inner = Files.readAllBytes(samples.pdf("inner.pdf", "A page"));
            extracted(extractor, samples.zip("outer.zip", "inner.pdf", inner));

            try (Stream<Path> left = Files.walk(work)) {
                assertThat(left.filter(Files::isRegularFile)
                                .map(path -> path.getFileName().toString()))
                        .allMatch(name -> name.equals("lock") || name.equals("stderr") || name.startsWith(".pdfbox"));
            }
        }
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void removesWhatAKilledServerLeftBehind() throws Exception {
        Path abandoned = Files.createDirectories(work.resolve("docuvault-extraction-1/child-1/tmp"));
        Files.writeString(abandoned.resolve("page.tmp"), "somebody's page");
        Files.writeString(work.resolve("docuvault-extraction-1/lock"), "");

        try (Extractor extractor = extractor()) {
            extracted(extractor, samples.text("any.txt", "Any"));

            assertThat(work.resolve("docuvault-extraction-1")).doesNotExist();
        }
    }

    /** As programs do that clean up temporary directories. */
    @Test
    void goesOnWhereItsTemporaryFilesWereTakenAway() throws Exception {
        try (Extractor extractor = extractor()) {
            extracted(extractor, samples.docx("letter.docx", "A letter"));
            try (Stream<Path> left = Files.walk(work)) {
                left.sorted(Comparator.reverseOrder())
                        .filter(path -> !path.equals(work))
                        .forEach(path -> path.toFile().delete());
            }

            extracted(extractor, samples.docx("again.docx", "Another letter"));
            assertThat(work).isNotEmptyDirectory();
        }
    }

    @Test
    void severalServersInOneProcessDoNotLoseTheirLocks() throws Exception {
        try (Extractor first = extractor();
                Extractor second = extractor()) {
            extracted(first, samples.text("any.txt", "Any"));
            extracted(second, samples.text("any.txt", "Any"));

            try (Stream<Path> locks = Files.walk(work).filter(path -> path.endsWith("lock"))) {
                assertThat(locks).hasSize(2).allMatch(HostileFilesTest::isLocked);
            }
        }
    }

    /** As the kernel sees it. */
    private static boolean isLocked(Path lock) {
        try {
            String inode = ":" + Files.getAttribute(lock, "unix:ino") + " ";
            return Files.readAllLines(Path.of("/proc/locks")).stream().anyMatch(line -> line.contains(inode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Extractor extractor() {
        return new Extractor(ExtractionFixture.settings(work), NodeRole.ALL);
    }

    private static List<ProcessHandle> childrenBut(List<Long> others) {
        return children().stream()
                .filter(child -> !others.contains(child.pid()))
                .toList();
    }

    /** Each opening of the pipe gets the same few bytes; somebody may have closed it again before they are there. */
    private static void answerEveryReader(Path pipe) {
        while (Files.exists(pipe)) {
            try {
                Files.writeString(pipe, "Read at last", StandardOpenOption.WRITE);
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }
}

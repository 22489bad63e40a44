package io.docuvault.extraction;

import io.docuvault.extraction.ChildProcess.Outcome;
import io.docuvault.extraction.Extraction.Extracted;
import io.docuvault.extraction.Extraction.Quarantined;
import io.docuvault.shared.NodeRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Reads untrusted files in child processes that have little memory, little time and no network. The server itself
 * never opens the file: it hands over a path and takes back a bounded answer.
 */
@Component
public final class Extractor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Extractor.class);

    private final ExtractionSettings settings;
    private final Ocr ocr;
    /** None on a node that reads no documents. */
    private final @Nullable ChildPool pool;

    @Autowired
    Extractor(ExtractionSettings settings, NodeRole role) {
        this(settings, role.works() ? NetworkIsolation.probe() : null);
    }

    Extractor(ExtractionSettings settings, @Nullable NetworkIsolation isolation) {
        this.settings = settings;
        this.ocr = new Ocr(settings.tesseract(), settings.ocrLanguages());
        this.pool = isolation == null ? null : new ChildPool(settings, isolation);
    }

    /**
     * Blocks until the file is read or given up, at most a minute after a child process became free.
     *
     * @param file readable by this process, not changed meanwhile
     * @param fileName what its owner calls it; a hint of its type
     * @throws InterruptedException when the calling job is cancelled; the child is ended
     */
    public Extraction extract(Path file, String fileName) throws InterruptedException {
        ExtractionRequest request = new ExtractionRequest(
                file.toAbsolutePath(),
                fileName,
                settings.timeLimit(),
                settings.textCharacters(),
                settings.unpackedSize().toBytes(),
                settings.ocrPages(),
                true,
                ocr.command());
        ChildPool children = Objects.requireNonNull(pool, "This node reads no documents");
        return switch (children.run(request)) {
            case Outcome.Answered(Extraction extraction) -> extraction;
            case Outcome.Died died -> secondTry(children, request, died);
        };
    }

    /**
     * Whether text in pictures can be read; looked up again until tesseract is found. A node that reads no documents needs
     * none, and takes it that those which do have it.
     */
    public boolean ocrAvailable() {
        return pool == null || !ocr.command().isEmpty();
    }

    /** Which tesseract is installed; empty where there is none. */
    public Optional<String> ocrVersion() {
        return ocr.version();
    }

    /** Tesseract's names of the languages that are used, e.g. {@code deu}. */
    public Set<String> ocrLanguages() {
        return ocr.languages();
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /**
     * A child that was killed from outside may have been innocent and tries the same again. One that ran out of
     * memory or time, or fell over, would do so again: then only the text is asked for, without pictures.
     */
    private Extraction secondTry(ChildPool children, ExtractionRequest request, Outcome.Died first)
            throws InterruptedException {
        log.info("A child process ended while it read a document ({}), trying once more", first);
        Duration limit = settings.retryTimeLimit();
        ExtractionRequest again = first == Outcome.Died.KILLED ? request.within(limit) : request.carefully(limit);
        return switch (children.run(again)) {
            case Outcome.Answered(Extracted e) when !again.draw() && e.text().isBlank() -> quarantined(first);
            case Outcome.Answered(Extraction extraction) -> extraction;
            case Outcome.Died second -> quarantined(second);
        };
    }

    private static Quarantined quarantined(Outcome.Died died) {
        return switch (died) {
            case OUT_OF_MEMORY ->
                new Quarantined(
                        QuarantineCode.OUT_OF_MEMORY, "Reading this file needs more memory than one document may use.");
            case TIMED_OUT ->
                new Quarantined(
                        QuarantineCode.TIMED_OUT, "Reading this file takes longer than the time allowed for one.");
            case CRASHED, KILLED ->
                new Quarantined(
                        QuarantineCode.PARSER_CRASHED,
                        "The program that reads this file crashed twice while reading it.");
        };
    }
}

package io.docuvault.extraction;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the server asks of a child process; public only because the child's code lives in a package of its own.
 *
 * @param limit after this much time the child is killed; it stops recognising text well before
 * @param textCharacters more text than this is cut off
 * @param unpackedBytes what may be unpacked from the file and everything nested in it, in all
 * @param draw make a thumbnail and recognise text in pictures; the careful second try goes without
 * @param tesseract the command to recognise text with; empty when it is not installed
 */
public record ExtractionRequest(
        Path file,
        String fileName,
        Duration limit,
        int textCharacters,
        long unpackedBytes,
        int ocrPages,
        boolean draw,
        List<String> tesseract) {

    public ExtractionRequest {
        tesseract = List.copyOf(tesseract);
    }

    ExtractionRequest carefully(Duration newLimit) {
        return new ExtractionRequest(
                file, fileName, newLimit, textCharacters, unpackedBytes, ocrPages, false, tesseract);
    }

    ExtractionRequest within(Duration newLimit) {
        return new ExtractionRequest(
                file, fileName, newLimit, textCharacters, unpackedBytes, ocrPages, draw, tesseract);
    }
}

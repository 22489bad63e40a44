package io.docuvault.extraction.child;

import io.docuvault.extraction.Extraction;
import io.docuvault.extraction.Extraction.Extracted;
import io.docuvault.extraction.ExtractionRequest;
import io.docuvault.extraction.Thumbnail;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Reads one document: first its text, then its pictures, then what can be told from both. */
final class DocumentReader {

    private final TikaParser tika = new TikaParser();
    private final Language language = new Language();
    private final TextPage textPage = new TextPage();

    DocumentReader() {
        // The pictures' bytes would otherwise be copied to disk.
        ImageIO.setUseCache(false);
    }

    Extraction read(ExtractionRequest request) throws IOException {
        int ocrPages = request.draw() ? request.ocrPages() : 0;
        Tesseract tesseract = new Tesseract(request.tesseract(), ocrPages, Deadline.forOcrWithin(request.limit()));
        return switch (tika.parse(request, tesseract)) {
            case Parsed.Refused(var reason) -> reason;
            case Parsed.Content content -> {
                Drawn drawn = request.draw()
                        ? Drawing.document(request.file(), content.mediaType(), content.metadata(), tesseract)
                        : Drawn.NOTHING;
                yield extracted(request, content, drawn, tesseract);
            }
        };
    }

    private Extracted extracted(ExtractionRequest request, Parsed.Content content, Drawn drawn, Tesseract tesseract)
            throws IOException {
        String all = CleanText.of(content.text() + "\n" + drawn.text());
        String text = all.substring(0, Math.min(all.length(), request.textCharacters()));
        Facts facts = new Facts(content.metadata());
        Thumbnail thumbnail = drawn.thumbnail();
        if (thumbnail == null && request.draw() && !text.isBlank()) {
            thumbnail = Thumbnails.of(textPage.draw(text));
        }
        return new Extracted(
                content.mediaType(),
                text,
                !content.complete() || !request.draw() || tesseract.stopped() || text.length() < all.length(),
                language.of(text),
                drawn.pages() != null ? drawn.pages() : facts.pages(),
                facts.title(),
                facts.author(),
                facts.created(),
                facts.properties(),
                thumbnail,
                tesseract.used(),
                tesseract.missed());
    }
}

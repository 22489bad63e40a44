package io.docuvault.extraction.child;

import io.docuvault.extraction.Extraction.Quarantined;
import io.docuvault.extraction.ExtractionRequest;
import io.docuvault.extraction.QuarantineCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Locale;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.WriteOutContentHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/** Text and properties of any file Tika knows, and of what is packed into it. */
final class TikaParser {

    private static final long PDF_HEAP_BYTES = 64L << 20;

    private final AutoDetectParser parser = Parsers.create();

    Parsed parse(ExtractionRequest request, Tesseract tesseract) throws IOException {
        if (ArchiveBombs.admitsToBeBomb(request.file(), request.unpackedBytes())) {
            return bomb();
        }
        Parsed parsed = parse(request, request.fileName(), tesseract);
        if (parsed instanceof Parsed.Content content && content.text().isBlank() && misleadsTika(request, content)) {
            return parse(request, "", tesseract);
        }
        return parsed;
    }

    private Parsed parse(ExtractionRequest request, String fileName, Tesseract tesseract) throws IOException {
        long size = Files.size(request.file());
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
        UnpackBudget budget = new UnpackBudget(request.unpackedBytes(), size);
        WriteOutContentHandler written = new WriteOutContentHandler(request.textCharacters());
        ZipSecureFile.setMaxEntrySize(request.unpackedBytes());
        Exception failure = null;
        try (TikaInputStream in = TikaInputStream.get(request.file())) {
            parser.parse(in, new BodyContentHandler(written), metadata, context(budget, tesseract));
        } catch (IOException | SAXException | TikaException | RuntimeException e) {
            failure = e;
        }
        String text = written.toString();
        if (budget.bomb()
                || ArchiveBombs.isTextBomb(text.length(), request.textCharacters(), size)
                || saysBomb(failure)) {
            return bomb();
        }
        if (ExceptionUtils.hasCause(failure, EncryptedDocumentException.class)) {
            return refused(
                    QuarantineCode.ENCRYPTED,
                    "The file is protected with a password. Upload a copy without it to have it read.");
        }
        String mediaType = mediaType(metadata);
        if (failure != null && !budget.cutOff() && isLost(failure, text, mediaType)) {
            return refused(QuarantineCode.CORRUPT, "The file is damaged, or it is not what it claims to be.");
        }
        return new Parsed.Content(text, failure == null && !budget.cutOff(), mediaType, metadata);
    }

    /** Some names stand for rare formats that nothing here reads, although the content is plain text. */
    private boolean misleadsTika(ExtractionRequest request, Parsed.Content content) throws IOException {
        try (InputStream in = TikaInputStream.get(request.file())) {
            String byContent = parser.getDetector()
                    .detect(in, new Metadata())
                    .getBaseType()
                    .toString();
            return byContent.startsWith("text/") && !byContent.equals(content.mediaType());
        }
    }

    /** A picture whose properties are damaged can often still be drawn, and a cut-off text still be searched. */
    private static boolean isLost(Exception failure, String text, String mediaType) {
        return !WriteLimitReachedException.isWriteLimitReached(failure)
                && text.isBlank()
                && !mediaType.startsWith("image/");
    }

    private static boolean saysBomb(@Nullable Exception failure) {
        return ExceptionUtils.getThrowableList(failure).stream()
                .map(Throwable::getMessage)
                .anyMatch(message ->
                        message != null && message.toLowerCase(Locale.ROOT).contains("zip bomb"));
    }

    private static Parsed bomb() {
        return refused(QuarantineCode.ARCHIVE_BOMB, "Far more is packed into this file than may be unpacked.");
    }

    private static Parsed refused(String code, String reason) {
        return new Parsed.Refused(new Quarantined(code, reason));
    }

    private static String mediaType(Metadata metadata) {
        MediaType type = MediaType.parse(metadata.get(HttpHeaders.CONTENT_TYPE));
        return (type == null ? MediaType.OCTET_STREAM : type.getBaseType()).toString();
    }

    private ParseContext context(UnpackBudget budget, Tesseract tesseract) {
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        pdf.setMaxMainMemoryBytes(PDF_HEAP_BYTES);
        ParseContext context = new ParseContext();
        context.set(PDFParserConfig.class, pdf);
        context.set(Parser.class, parser);
        context.set(EmbeddedDocumentExtractor.class, new EmbeddedParts(context, budget, tesseract));
        return context;
    }
}

package io.docuvault.extraction.child;

import io.docuvault.extraction.Extraction.Quarantined;
import io.docuvault.extraction.ExtractionRequest;
import io.docuvault.extraction.QuarantineCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.tika.config.ServiceLoader;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.AutoDetectParserConfig;
import org.apache.tika.parser.DefaultParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.external.CompositeExternalParser;
import org.apache.tika.parser.ocr.TesseractOCRParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.WriteOutContentHandler;
import org.xml.sax.SAXException;

/** Text and properties of any file Tika knows; it starts no other program and recognises no pictures. */
final class TikaParser {

    private static final long PDF_HEAP_BYTES = 64L << 20;

    /** Honest web pages and mails nest deeper than Tika's hundred. */
    private static final int MAX_ELEMENT_DEPTH = 500;

    private final Parser parser = parser();

    Parsed parse(ExtractionRequest request) throws IOException {
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, request.fileName());
        UnpackBudget budget = new UnpackBudget(request.unpackedBytes(), Files.size(request.file()));
        WriteOutContentHandler text = new WriteOutContentHandler(request.textCharacters());
        ZipSecureFile.setMaxEntrySize(request.unpackedBytes());
        @org.jspecify.annotations.Nullable Exception failure = null;
        try (TikaInputStream in = TikaInputStream.get(request.file(), metadata)) {
            parser.parse(in, new BodyContentHandler(text), metadata, context(budget));
        } catch (IOException | SAXException | TikaException | RuntimeException e) {
            failure = e;
        }
        if (budget.bomb() || isBomb(failure)) {
            return refused(QuarantineCode.ARCHIVE_BOMB, "Far more is packed into this file than it may hold.");
        }
        if (ExceptionUtils.hasCause(failure, EncryptedDocumentException.class)) {
            return refused(
                    QuarantineCode.ENCRYPTED,
                    "The file is protected with a password. Upload a copy without it to have it read.");
        }
        String mediaType = mediaType(metadata);
        boolean cut = failure != null || budget.cutOff();
        if (failure != null && !budget.cutOff() && isLost(failure, text.toString(), mediaType)) {
            return refused(QuarantineCode.CORRUPT, "The file is damaged, or it is not what it claims to be.");
        }
        return new Parsed.Content(text.toString(), !cut, mediaType, metadata);
    }

    /** A picture whose properties are damaged can often still be drawn, and a cut-off text still be searched. */
    private static boolean isLost(Exception failure, String text, String mediaType) {
        return !WriteLimitReachedException.isWriteLimitReached(failure)
                && text.isBlank()
                && !mediaType.startsWith("image/");
    }

    private static boolean isBomb(@org.jspecify.annotations.Nullable Exception failure) {
        return ExceptionUtils.getThrowableList(failure).stream()
                .map(Throwable::getMessage)
                .filter(message -> message != null)
                .map(message -> message.toLowerCase(Locale.ROOT))
                .anyMatch(message -> message.contains("zip bomb"));
    }

    private static Parsed refused(String code, String reason) {
        return new Parsed.Refused(new Quarantined(code, reason));
    }

    private static String mediaType(Metadata metadata) {
        MediaType type = MediaType.parse(metadata.get(HttpHeaders.CONTENT_TYPE));
        return (type == null ? MediaType.OCTET_STREAM : type.getBaseType()).toString();
    }

    private ParseContext context(UnpackBudget budget) {
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        pdf.setMaxMainMemoryBytes(PDF_HEAP_BYTES);
        ParseContext context = new ParseContext();
        context.set(PDFParserConfig.class, pdf);
        context.set(Parser.class, parser);
        context.set(EmbeddedDocumentExtractor.class, new EmbeddedParts(context, budget));
        return context;
    }

    private static Parser parser() {
        ServiceLoader services = new ServiceLoader(TikaParser.class.getClassLoader());
        AutoDetectParser parser = new AutoDetectParser(new DefaultParser(
                MediaTypeRegistry.getDefaultRegistry(),
                services,
                List.of(TesseractOCRParser.class, CompositeExternalParser.class)));
        AutoDetectParserConfig config = new AutoDetectParserConfig();
        config.setMaximumDepth(MAX_ELEMENT_DEPTH);
        config.setThrowOnZeroBytes(false);
        parser.setAutoDetectParserConfig(config);
        return parser;
    }
}

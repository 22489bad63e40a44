package io.docuvault.extraction.child;

import java.util.List;
import org.apache.tika.config.ServiceLoader;
import org.apache.tika.detect.CompositeEncodingDetector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.AutoDetectParserConfig;
import org.apache.tika.parser.DefaultParser;
import org.apache.tika.parser.external.CompositeExternalParser;
import org.apache.tika.parser.html.HtmlEncodingDetector;
import org.apache.tika.parser.ocr.TesseractOCRParser;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;
import org.apache.tika.parser.txt.UniversalEncodingDetector;
import org.apache.tika.renderer.CompositeRenderer;

/** All of Tika's parsers but those that start other programs; pictures are recognised by {@link Tesseract}. */
final class Parsers {

    /** Honest web pages and mails nest deeper than Tika's hundred. */
    private static final int MAX_ELEMENT_DEPTH = 500;

    private Parsers() {}

    static AutoDetectParser create() {
        ServiceLoader services = new ServiceLoader(Parsers.class.getClassLoader());
        EncodingDetector charsets = new CompositeEncodingDetector(List.of(
                new HtmlEncodingDetector(),
                new Charsets(),
                new UniversalEncodingDetector(),
                new Icu4jEncodingDetector()));
        AutoDetectParser parser = new AutoDetectParser(new DefaultParser(
                MediaTypeRegistry.getDefaultRegistry(),
                services,
                List.of(TesseractOCRParser.class, CompositeExternalParser.class),
                charsets,
                new CompositeRenderer(services)));
        AutoDetectParserConfig config = new AutoDetectParserConfig();
        config.setMaximumDepth(MAX_ELEMENT_DEPTH);
        config.setThrowOnZeroBytes(false);
        parser.setAutoDetectParserConfig(config);
        return parser;
    }
}

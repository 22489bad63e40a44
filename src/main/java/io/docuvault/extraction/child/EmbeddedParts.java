package io.docuvault.extraction.child;

import io.docuvault.extraction.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.tika.extractor.ParsingEmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Attachments and archive entries: their text, also that in scans, joins the document's, within one budget for all.
 */
final class EmbeddedParts extends ParsingEmbeddedDocumentExtractor {

    private final UnpackBudget budget;
    private final Tesseract tesseract;

    EmbeddedParts(ParseContext context, UnpackBudget budget, Tesseract tesseract) {
        super(context);
        this.budget = budget;
        this.tesseract = tesseract;
    }

    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        return budget.mayEnter();
    }

    @Override
    public void parseEmbedded(InputStream in, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws SAXException, IOException {
        if (!budget.mayEnter()) {
            return;
        }
        budget.enter();
        try {
            if (in instanceof TikaInputStream opened && opened.getOpenContainer() != null) {
                // Already in memory, and as large as the file it came from; its own parts are counted.
                super.parseEmbedded(in, handler, metadata, outputHtml);
            } else {
                InputStream counted = budget.counted(in);
                parse(counted, handler, metadata, outputHtml);
                // What nobody read would be unpacked all the same, to come to the next entry.
                counted.transferTo(OutputStream.nullOutputStream());
            }
        } finally {
            budget.leave();
        }
    }

    private void parse(InputStream counted, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws SAXException, IOException {
        try (TikaInputStream part = TikaInputStream.get(counted)) {
            String mediaType = MediaTypes.detect(part, name(metadata));
            if (!mediaType.startsWith("image/") && !mediaType.equals("application/pdf")) {
                super.parseEmbedded(part, handler, metadata, outputHtml);
                return;
            }
            Path file = part.getPath();
            super.parseEmbedded(part, handler, metadata, outputHtml);
            char[] text =
                    Drawing.recognise(file, mediaType, metadata, tesseract).toCharArray();
            handler.characters(text, 0, text.length);
        }
    }

    private static String name(Metadata metadata) {
        String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
        return name == null ? "" : name;
    }
}

package io.docuvault.extraction.child;

import java.io.IOException;
import java.io.InputStream;
import org.apache.tika.extractor.ParsingEmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Attachments and archive entries: their text joins that of the document, within one budget for all of them. */
final class EmbeddedParts extends ParsingEmbeddedDocumentExtractor {

    private final UnpackBudget budget;

    EmbeddedParts(ParseContext context, UnpackBudget budget) {
        super(context);
        this.budget = budget;
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
                super.parseEmbedded(budget.counted(in), handler, metadata, outputHtml);
            }
        } finally {
            budget.leave();
        }
    }
}

package io.docuvault.extraction.child;

import io.docuvault.extraction.Thumbnail;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.PDF;
import org.jspecify.annotations.Nullable;

/** Draws a PDF's first page as thumbnail, and the pages without text for recognition. */
final class PdfDrawing {

    private static final long HEAP_BYTES = 64L << 20;
    private static final int POINTS_PER_INCH = 72;
    private static final float OCR_DOTS_PER_INCH = 250;

    /** An A4 page at 250 dots per inch has 2,900; posters are drawn more coarsely. */
    private static final float OCR_LONGEST_SIDE = 3_500;

    /** Fewer characters than this are a stamp or a page number on a scan. */
    private static final int FEWEST_CHARACTERS = 25;

    private PdfDrawing() {}

    static Drawn draw(Path file, Metadata metadata, Tesseract tesseract) throws IOException {
        try (PDDocument document = open(file)) {
            if (document.getNumberOfPages() == 0) {
                return Drawn.NOTHING;
            }
            String text = recognise(document, metadata, tesseract);
            return new Drawn(text, thumbnail(document), document.getNumberOfPages());
        }
    }

    static String recognise(Path file, Metadata metadata, Tesseract tesseract) throws IOException {
        try (PDDocument document = open(file)) {
            return recognise(document, metadata, tesseract);
        }
    }

    private static PDDocument open(Path file) throws IOException {
        return Loader.loadPDF(file.toFile(), "", null, null, MemoryUsageSetting.setupMixed(HEAP_BYTES).streamCache);
    }

    private static List<Integer> scannedPages(PDDocument document, Metadata metadata) {
        int[] characters = metadata.getIntValues(PDF.CHARACTERS_PER_PAGE);
        int[] unreadable = metadata.getIntValues(PDF.UNMAPPED_UNICODE_CHARS_PER_PAGE);
        List<Integer> found = new ArrayList<>();
        for (int page = 0; page < Math.min(document.getNumberOfPages(), characters.length); page++) {
            int readable = characters[page] - (page < unreadable.length ? unreadable[page] : 0);
            boolean mostlyUnreadable = readable * 2 <= characters[page];
            if (mostlyUnreadable || (readable < FEWEST_CHARACTERS && hasPicture(document.getPage(page)))) {
                found.add(page);
            }
        }
        return found;
    }

    private static boolean hasPicture(PDPage page) {
        PDResources resources = page.getResources();
        if (resources == null) {
            return false;
        }
        for (COSName name : resources.getXObjectNames()) {
            if (resources.isImageXObject(name)) {
                return true;
            }
        }
        return false;
    }

    private static String recognise(PDDocument document, Metadata metadata, Tesseract tesseract) throws IOException {
        PDFRenderer renderer = renderer(document);
        StringBuilder text = new StringBuilder();
        for (int page : scannedPages(document, metadata)) {
            if (!tesseract.hasTime()) {
                break;
            }
            float scale = scale(document, page, OCR_DOTS_PER_INCH / POINTS_PER_INCH, OCR_LONGEST_SIDE);
            BufferedImage gray = renderer.renderImage(page, scale, ImageType.GRAY);
            text.append(tesseract.read(gray, Math.round(scale * POINTS_PER_INCH)))
                    .append('\n');
        }
        return text.toString();
    }

    /** Drawn at twice the size and scaled down, which keeps small print even. */
    private static @Nullable Thumbnail thumbnail(PDDocument document) throws IOException {
        float scale = scale(document, 0, Float.MAX_VALUE, 2f * Thumbnails.SIDE);
        return Thumbnails.of(renderer(document).renderImage(0, scale, ImageType.RGB));
    }

    private static PDFRenderer renderer(PDDocument document) {
        PDFRenderer renderer = new PDFRenderer(document);
        renderer.setSubsamplingAllowed(true);
        return renderer;
    }

    private static float scale(PDDocument document, int page, float wanted, float longestSide) {
        PDRectangle box = document.getPage(page).getCropBox();
        float longest = Math.max(1, Math.max(box.getWidth(), box.getHeight()));
        return Math.min(wanted, longestSide / longest);
    }
}

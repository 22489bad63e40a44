package io.docuvault.extraction.child;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Draws the beginning of a text as a white page. It uses the font that comes with PDFBox, letter by letter, because
 * a server often has neither fonts nor fontconfig, without which Java2D draws no text at all.
 */
final class TextPage {

    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    /** DIN A4, at the size of a thumbnail times two. */
    private static final int WIDTH = 724;

    private static final int HEIGHT = 1024;
    private static final int MARGIN = 72;
    private static final float SIZE = 17;
    private static final float HEADING_SIZE = 24;
    private static final float LINE_HEIGHT = 1.45f;
    private static final Color INK = new Color(0x26, 0x2B, 0x33);
    private static final Color UNKNOWN = new Color(0xA9, 0xB0, 0xBA);

    private final TrueTypeFont font;
    private final CmapLookup letters;
    private final float unitsPerEm;

    TextPage() {
        try (InputStream in = PDDocument.class.getResourceAsStream(FONT)) {
            if (in == null) {
                throw new IOException("PDFBox has no " + FONT);
            }
            font = new TTFParser().parse(new RandomAccessReadBuffer(in));
            letters = font.getUnicodeCmapLookup();
            unitsPerEm = font.getUnitsPerEm();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line is drawn larger when it is short enough to be a heading. */
    BufferedImage draw(String text) throws IOException {
        BufferedImage page = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        float y = MARGIN;
        boolean first = true;
        for (String line : text.lines().limit(80).toList()) {
            float size = first && line.length() <= 45 ? HEADING_SIZE : SIZE;
            y = drawLine(graphics, line, size, y + size * LINE_HEIGHT);
            first = false;
            if (y > HEIGHT - MARGIN) {
                break;
            }
        }
        graphics.dispose();
        return page;
    }

    /** Breaks between words, and within those that are wider than the page; returns the last base line. */
    private float drawLine(Graphics2D graphics, String line, float size, float start) throws IOException {
        float x = MARGIN;
        float y = start;
        for (String word : line.substring(0, Math.min(line.length(), 5_000)).split("(?<=\\s)", -1)) {
            if (x > MARGIN && x + width(word.stripTrailing(), size) > WIDTH - MARGIN) {
                x = MARGIN;
                y += size * LINE_HEIGHT;
            }
            for (int character : word.codePoints().toArray()) {
                float advance = advance(character, size);
                if (x + advance > WIDTH - MARGIN) {
                    x = MARGIN;
                    y += size * LINE_HEIGHT;
                }
                if (y > HEIGHT - MARGIN) {
                    return y;
                }
                drawLetter(graphics, character, size, x, y);
                x += advance;
            }
        }
        return y;
    }

    private void drawLetter(Graphics2D graphics, int character, float size, float x, float y) throws IOException {
        if (Character.isWhitespace(character)) {
            return;
        }
        int glyph = letters.getGlyphId(character);
        if (glyph == 0) {
            // A script the font does not know is shown as where its words stand.
            graphics.setColor(UNKNOWN);
            graphics.fill(new Rectangle2D.Float(x + 1, y - size * 0.6f, advance(character, size) - 2, size * 0.55f));
            return;
        }
        float scale = size / unitsPerEm;
        GeneralPath outline = new GeneralPath(font.getGlyph().getGlyph(glyph).getPath());
        outline.transform(new AffineTransform(scale, 0, 0, -scale, x, y));
        graphics.setColor(INK);
        graphics.fill(outline);
    }

    private float width(String word, float size) throws IOException {
        float width = 0;
        for (int character : word.codePoints().toArray()) {
            width += advance(character, size);
        }
        return width;
    }

    private float advance(int character, float size) throws IOException {
        return character == '\t' ? size * 2 : font.getAdvanceWidth(letters.getGlyphId(character)) * size / unitsPerEm;
    }
}

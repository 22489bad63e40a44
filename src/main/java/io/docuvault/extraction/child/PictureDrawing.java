package io.docuvault.extraction.child;

import io.docuvault.extraction.Thumbnail;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TIFF;

/** Draws and recognises image files, the pages of a TIFF one after the other. */
final class PictureDrawing {

    /** Told from the header, before a byte of the picture is decoded. */
    private static final long MAX_PIXELS = 150_000_000;

    /** Larger pictures are thinned out while they are read. */
    private static final long MAX_PIXELS_IN_MEMORY = 24_000_000;

    private static final int MAX_PAGES = 500;

    /** Photographed receipts are often small: tesseract wants letters about 25 dots high. */
    private static final int OCR_SHORTEST_SIDE = 1_200;

    private static final int SMALLEST_SCAN = 300;
    private static final int OCR_LONGEST_SIDE = 4_500;
    private static final int OCR_DOTS_PER_INCH = 250;

    private PictureDrawing() {}

    static Drawn draw(Path file, Metadata metadata, Tesseract tesseract) throws IOException {
        return withReader(file, Drawn.NOTHING, reader -> draw(reader, orientation(metadata), tesseract));
    }

    /** Of a picture inside another document, unless it is so small that it must be a logo or an icon. */
    static String recognise(Path file, Metadata metadata, Tesseract tesseract) throws IOException {
        return withReader(file, "", reader -> {
            boolean large = Math.min(reader.getWidth(0), reader.getHeight(0)) >= SMALLEST_SCAN;
            return large && isDecodable(reader, 0) && tesseract.hasTime()
                    ? tesseract.read(forOcr(read(reader, 0), orientation(metadata)), OCR_DOTS_PER_INCH)
                    : "";
        });
    }

    private static <T> T withReader(Path file, T otherwise, Work<T> work) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return otherwise;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, false, true);
                return work.with(reader);
            } finally {
                reader.dispose();
            }
        }
    }

    private interface Work<T> {
        T with(ImageReader reader) throws IOException;
    }

    private static Drawn draw(ImageReader reader, int orientation, Tesseract tesseract) throws IOException {
        int pages = Math.min(MAX_PAGES, Math.max(1, reader.getNumImages(true)));
        StringBuilder text = new StringBuilder();
        Thumbnail thumbnail = null;
        for (int page = 0; page < pages; page++) {
            if (!isDecodable(reader, page)) {
                continue;
            }
            boolean recognise = tesseract.hasTime();
            if (page > 0 && !recognise) {
                break;
            }
            BufferedImage picture = read(reader, page);
            if (recognise) {
                text.append(tesseract.read(forOcr(picture, orientation), OCR_DOTS_PER_INCH))
                        .append('\n');
            }
            if (page == 0) {
                thumbnail = Thumbnails.of(upright(picture, orientation, BufferedImage.TYPE_INT_RGB, 1));
            }
        }
        return new Drawn(text.toString(), thumbnail, pages);
    }

    private static boolean isDecodable(ImageReader reader, int page) throws IOException {
        return (long) reader.getWidth(page) * reader.getHeight(page) <= MAX_PIXELS;
    }

    private static BufferedImage read(ImageReader reader, int page) throws IOException {
        long pixels = (long) reader.getWidth(page) * reader.getHeight(page);
        int step = (int) Math.ceil(Math.sqrt((double) pixels / MAX_PIXELS_IN_MEMORY));
        ImageReadParam settings = reader.getDefaultReadParam();
        if (step > 1) {
            settings.setSourceSubsampling(step, step, 0, 0);
        }
        return reader.read(page, settings);
    }

    private static BufferedImage forOcr(BufferedImage picture, int orientation) {
        int shortest = Math.min(picture.getWidth(), picture.getHeight());
        int longest = Math.max(picture.getWidth(), picture.getHeight());
        double scale = Math.clamp((double) OCR_SHORTEST_SIDE / shortest, 1, 3);
        return upright(
                picture,
                orientation,
                BufferedImage.TYPE_BYTE_GRAY,
                Math.min(scale, (double) OCR_LONGEST_SIDE / longest));
    }

    /** Exif 2.3, tag 0x0112: 1 is upright, 2 to 8 are the mirrored and turned ones. */
    private static int orientation(Metadata metadata) {
        Integer orientation = metadata.getInt(TIFF.ORIENTATION);
        return orientation == null || orientation < 1 || orientation > 8 ? 1 : orientation;
    }

    private static BufferedImage upright(BufferedImage picture, int orientation, int type, double scale) {
        int width = (int) Math.max(1, Math.round(picture.getWidth() * scale));
        int height = (int) Math.max(1, Math.round(picture.getHeight() * scale));
        boolean turned = orientation >= 5;
        BufferedImage target = new BufferedImage(turned ? height : width, turned ? width : height, type);
        Graphics2D graphics = target.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, target.getWidth(), target.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.transform(turn(orientation, width, height));
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return target;
    }

    private static AffineTransform turn(int orientation, int w, int h) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, w);
            default -> new AffineTransform();
        };
    }
}

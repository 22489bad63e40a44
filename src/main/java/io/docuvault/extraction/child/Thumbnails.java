package io.docuvault.extraction.child;

import io.docuvault.extraction.ExtractionWire;
import io.docuvault.extraction.Thumbnail;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Scales a picture down to a thumbnail on white, as JPEG. */
final class Thumbnails {

    static final int SIDE = 512;
    private static final float QUALITY = 0.85f;

    private Thumbnails() {}

    static @Nullable Thumbnail of(BufferedImage picture) throws IOException {
        byte[] jpeg = jpeg(fitted(picture));
        return jpeg.length > ExtractionWire.MAX_THUMBNAIL_BYTES ? null : new Thumbnail(jpeg);
    }

    /** Halves as long as it can, since one large step would drop thin lines. */
    private static BufferedImage fitted(BufferedImage picture) {
        double factor = Math.min(1, (double) SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        int width = (int) Math.max(1, Math.round(picture.getWidth() * factor));
        int height = (int) Math.max(1, Math.round(picture.getHeight() * factor));
        BufferedImage current = picture;
        while (current.getWidth() / 2 >= width && current.getHeight() / 2 >= height && current.getHeight() > 1) {
            current = onWhite(current, Math.max(1, current.getWidth() / 2), current.getHeight() / 2);
        }
        return onWhite(current, width, height);
    }

    private static BufferedImage onWhite(BufferedImage picture, int width, int height) {
        BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, Color.WHITE, null);
        graphics.dispose();
        return target;
    }

    private static byte[] jpeg(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(QUALITY);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}

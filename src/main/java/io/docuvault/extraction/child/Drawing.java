package io.docuvault.extraction.child;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.PDF;

/** Draws what can be drawn; where that fails, what was read as text is kept. */
final class Drawing {

    private Drawing() {}

    /** Of a whole document: recognised text and a thumbnail. */
    static Drawn document(Path file, String mediaType, Metadata metadata, Tesseract tesseract) {
        try {
            if (isPdf(metadata)) {
                return PdfDrawing.draw(file, metadata, tesseract);
            }
            return isPicture(mediaType) ? PictureDrawing.draw(file, metadata, tesseract) : Drawn.NOTHING;
        } catch (IOException | RuntimeException e) {
            return Drawn.NOTHING;
        }
    }

    /** Of an attachment or a picture in a document: only the text in it. */
    static String recognise(Path file, String mediaType, Metadata metadata, Tesseract tesseract) {
        try {
            if (isPdf(metadata)) {
                return PdfDrawing.recognise(file, metadata, tesseract);
            }
            return isPicture(mediaType) ? PictureDrawing.recognise(file, metadata, tesseract) : "";
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    /** Tika's PDF parser has read it: also an Illustrator file is one. */
    private static boolean isPdf(Metadata metadata) {
        return metadata.get(PDF.CHARACTERS_PER_PAGE) != null;
    }

    private static boolean isPicture(String mediaType) {
        return mediaType.startsWith("image/");
    }
}

package io.docuvault.extraction;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of reading a file; expected outcomes, so no exceptions. */
public sealed interface Extraction {

    /**
     * The file could be read.
     *
     * @param mediaType what the file is by its content, which may differ from what its name says
     * @param text Unicode NFC without NUL or lone surrogates; empty where nothing can be read in it
     * @param textTruncated a limit (size, archive entries, time for OCR) was met before the end
     * @param language ISO 639-1, or null where the text is too short or mixed to tell
     * @param metadata a bounded choice of the file's own properties, under Tika's names
     * @param ocrUsed some of the text was recognised in pictures
     * @param ocrMissing pictures would have been read had tesseract been installed
     */
    record Extracted(
            String mediaType,
            String text,
            boolean textTruncated,
            @Nullable String language,
            @Nullable Integer pages,
            @Nullable String title,
            @Nullable String author,
            @Nullable Instant created,
            Map<String, String> metadata,
            @Nullable Thumbnail thumbnail,
            boolean ocrUsed,
            boolean ocrMissing)
            implements Extraction {

        public Extracted {
            metadata = Map.copyOf(metadata);
        }
    }

    /**
     * The file must not be tried again as it is.
     *
     * @param code stable, for programs: one of the constants in {@link QuarantineCode}
     * @param reason a sentence for the document's owner
     */
    record Quarantined(String code, String reason) implements Extraction {}
}

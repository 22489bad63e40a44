package io.docuvault.extraction.child;

import io.docuvault.extraction.Thumbnail;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking at a document as a picture.
 *
 * @param text recognised, to be added to what was written as text
 * @param pages where only the drawing knows the number
 */
record Drawn(
        String text,
        @Nullable Thumbnail thumbnail,
        @Nullable Integer pages) {

    static final Drawn NOTHING = new Drawn("", null, null);
}

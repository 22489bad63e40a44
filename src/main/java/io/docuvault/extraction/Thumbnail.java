package io.docuvault.extraction;

import java.util.Arrays;

/** A small JPEG of a document's first page, its longest side at most 512 pixels. */
public final class Thumbnail {

    public static final String MEDIA_TYPE = "image/jpeg";

    private final byte[] bytes;

    public Thumbnail(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Thumbnail that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Thumbnail[" + bytes.length + " bytes]";
    }
}

package io.docuvault.extraction;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MimeTypes;

/** Names a file's media type by its magic bytes, then by its name; reads at most 64 KiB and runs no parser. */
public final class MediaTypes {

    private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

    private MediaTypes() {}

    /** How many bytes of a file are worth handing over. */
    public static int prefixLength() {
        return TYPES.getMinLength();
    }

    public static String detect(byte[] prefix, String fileName) {
        try {
            return detect(new ByteArrayInputStream(prefix), fileName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String detect(InputStream content, String fileName) throws IOException {
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
        InputStream markable = content.markSupported() ? content : new BufferedInputStream(content);
        return TYPES.detect(markable, metadata).getBaseType().toString();
    }
}

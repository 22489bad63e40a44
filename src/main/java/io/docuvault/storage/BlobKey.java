package io.docuvault.storage;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name that an object is to have in a store. Made of ids only: what people call their files stays in the database.
 *
 * @param extension as {@code .pdf}, or empty
 */
public record BlobKey(UUID owner, UUID document, UUID object, String extension) {

    private static final Pattern EXTENSION = Pattern.compile("(\\.[a-z0-9]{1,10})?");

    public BlobKey {
        if (!EXTENSION.matcher(extension).matches()) {
            throw new IllegalArgumentException("Not a plain extension: " + extension);
        }
    }

    /** A key for a document's object, with the extension of its name where that is a plain one. */
    public static BlobKey of(UUID owner, UUID document, UUID object, String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = dot < 0 ? "" : fileName.substring(dot).toLowerCase(Locale.ROOT);
        return new BlobKey(owner, document, object, EXTENSION.matcher(extension).matches() ? extension : "");
    }

    /** {@code {user_id}/{document_id}/{uuid4}{ext}}. */
    public String path() {
        return owner + "/" + document + "/" + object + extension;
    }
}

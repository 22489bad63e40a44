package io.docuvault.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that an object is to have in a store. Made of ids only: what people call their files stays in the database.
 *
 * @param extension as {@code .pdf}, or empty
 */
public record BlobKey(UUID owner, UUID document, UUID object, String extension) {

    private static final Pattern EXTENSION = Pattern.compile("(\\.[a-z0-9]{1,10})?");
    private static final String ID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})";
    private static final Pattern PATH = Pattern.compile(ID + "/" + ID + "/" + ID + EXTENSION);

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

    /** The key with this {@link #path}; empty if it is none, whatever it looks like. */
    public static Optional<BlobKey> ofPath(String path) {
        Matcher names = PATH.matcher(path);
        return names.matches()
                ? Optional.of(new BlobKey(
                        UUID.fromString(names.group(1)),
                        UUID.fromString(names.group(2)),
                        UUID.fromString(names.group(3)),
                        names.group(4) == null ? "" : names.group(4)))
                : Optional.empty();
    }

    /** {@code {user_id}/{document_id}/{uuid4}{ext}}. */
    public String path() {
        return owner + "/" + document + "/" + object + extension;
    }
}

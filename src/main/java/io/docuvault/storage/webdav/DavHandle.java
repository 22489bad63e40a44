package io.docuvault.storage.webdav;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file and what it has to be.
 *
 * @param sha256 in hexadecimal, of what was sent
 * @param tag what {@link DavResource#tag} was when it was put there
 */
record DavHandle(String name, String sha256, long length, String tag) {

    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String CONTENT = "([0-9a-f]{64})\\.(\\d{1,18})\\.([0-9a-f]{32})/";

    /** What has been staged or written for a test, and should not be there for long. */
    static final String LEFT = "(?:upload|probe)-" + ID;

    private static final Pattern STAGED = Pattern.compile(CONTENT + "(" + LEFT + ")");
    private static final Pattern OBJECT = Pattern.compile(CONTENT + "(" + ID + "(?:\\.[a-z0-9]{1,10})?)");

    static String stagedName(UUID upload) {
        return "upload-" + upload;
    }

    static String objectName(BlobKey key) {
        return key.object() + key.extension();
    }

    static @Nullable DavHandle of(Staged staged) {
        return parse(STAGED, staged.value());
    }

    static @Nullable DavHandle of(BlobRef ref) {
        return parse(OBJECT, ref.value());
    }

    private static @Nullable DavHandle parse(Pattern pattern, String text) {
        Matcher parts = pattern.matcher(text);
        return parts.matches()
                ? new DavHandle(parts.group(4), parts.group(1), Long.parseLong(parts.group(2)), parts.group(3))
                : null;
    }

    static DavHandle required(@Nullable DavHandle handle) throws NoSuchBlobException {
        if (handle == null) {
            throw new NoSuchBlobException("file of this name");
        }
        return handle;
    }

    /** A file that was left, whatever is in it: enough to discard it. */
    static DavHandle left(String name) {
        return new DavHandle(name, "0".repeat(64), 0, "0".repeat(32));
    }

    /** The upload that it was staged under, or what stands for it. */
    UUID upload() {
        return UUID.fromString(name.substring(name.indexOf('-') + 1));
    }

    DavHandle named(String otherName) {
        return new DavHandle(otherName, sha256, length, tag);
    }

    DavHandle tagged(String otherTag) {
        return new DavHandle(name, sha256, length, otherTag);
    }

    Staged staged() {
        return new Staged(text());
    }

    BlobRef ref() {
        return new BlobRef(text());
    }

    private String text() {
        return sha256 + "." + length + "." + tag + "/" + name;
    }
}

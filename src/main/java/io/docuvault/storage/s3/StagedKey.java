package io.docuvault.storage.s3;

import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Staged} of this store says.
 *
 * @param key where the bytes are staged
 * @param uploadId of the multipart upload that brings them; null where one request does
 * @param etag which version of the object was found finished; null before
 */
record StagedKey(
        String key, @Nullable String uploadId, @Nullable String etag) {

    static final String PREFIX = ".staging/";

    private static final Pattern KEY =
            Pattern.compile(Pattern.quote(PREFIX) + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    static StagedKey of(UUID upload) {
        return new StagedKey(PREFIX + upload, null, null);
    }

    static StagedKey of(Staged staged) throws NoSuchBlobException {
        String[] lines = staged.value().split("\n", -1);
        if (lines.length != 3 || !KEY.matcher(lines[0]).matches()) {
            throw new NoSuchBlobException("upload of this name");
        }
        return new StagedKey(lines[0], lines[1].isEmpty() ? null : lines[1], lines[2].isEmpty() ? null : lines[2]);
    }

    /** The upload that a key is of; null if it is no staging key. */
    static @Nullable UUID upload(String key) {
        Matcher matcher = KEY.matcher(key);
        return matcher.matches() ? UUID.fromString(matcher.group(1)) : null;
    }

    StagedKey during(String itsUploadId) {
        return new StagedKey(key, itsUploadId, etag);
    }

    StagedKey finished(String itsEtag) {
        return new StagedKey(key, uploadId, itsEtag);
    }

    Staged staged() {
        return new Staged(key + "\n" + (uploadId == null ? "" : uploadId) + "\n" + (etag == null ? "" : etag));
    }
}

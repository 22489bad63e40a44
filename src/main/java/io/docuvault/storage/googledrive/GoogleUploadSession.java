package io.docuvault.storage.googledrive;

import io.docuvault.storage.CloudCalls.Answer;
import io.docuvault.storage.CloudUpload;
import io.docuvault.storage.CloudUpload.Progress;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.net.URI;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** A resumable upload of Drive: 308 with the range that has come, until 200 or 201 with the file. */
final class GoogleUploadSession implements CloudUpload.Session {

    private static final int INCOMPLETE = 308;
    private static final Set<Integer> HOPED = Set.of(200, 201, INCOMPLETE);
    private static final Pattern RANGE = Pattern.compile("bytes=0-(\\d{1,18})");
    private static final byte[] NOTHING = {};

    private final URI session;

    GoogleUploadSession(URI session) {
        this.session = session;
    }

    @Override
    public int grain() {
        return GoogleDriveSettings.GRAIN;
    }

    @Override
    public ClassicHttpRequest send(byte[] buffer, int from, int length, long offset, OptionalLong total) {
        String range = "bytes %d-%d/%s".formatted(offset, offset + length - 1, text(total));
        return put(range, new ByteArrayEntity(buffer, from, length, ContentType.APPLICATION_OCTET_STREAM));
    }

    @Override
    public ClassicHttpRequest ask(OptionalLong total) {
        return put("bytes */" + text(total), new ByteArrayEntity(NOTHING, null));
    }

    @Override
    public ClassicHttpRequest cancel() {
        return ClassicRequestBuilder.delete(session).build();
    }

    @Override
    public Set<Integer> hoped() {
        return HOPED;
    }

    @Override
    public Progress progress(Answer answer) throws StoreException {
        if (answer.status() != INCOMPLETE) {
            return new Progress.Finished(answer.body());
        }
        String range = answer.headers().first(HttpHeaders.RANGE);
        if (range == null) {
            return new Progress.Expecting(0);
        }
        Matcher matcher = RANGE.matcher(range.strip());
        if (!matcher.matches()) {
            throw new StoreException(Kind.AWAY, "Google Drive does not say what it has of the file.");
        }
        return new Progress.Expecting(Long.parseLong(matcher.group(1)) + 1);
    }

    private ClassicHttpRequest put(String contentRange, ByteArrayEntity body) {
        return ClassicRequestBuilder.put(session)
                .setHeader(HttpHeaders.CONTENT_RANGE, contentRange)
                .setEntity(body)
                .build();
    }

    private static String text(OptionalLong total) {
        return total.isPresent() ? Long.toString(total.getAsLong()) : "*";
    }
}

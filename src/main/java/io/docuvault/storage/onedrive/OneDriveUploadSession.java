package io.docuvault.storage.onedrive;

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
import tools.jackson.databind.JsonNode;

/** An upload session of Graph: 202 with the ranges that it waits for, until 200 or 201 with the item. */
final class OneDriveUploadSession implements CloudUpload.Session {

    private static final Set<Integer> HOPED = Set.of(200, 201, 202);
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-\\d*");

    private final URI session;

    OneDriveUploadSession(URI session) {
        this.session = session;
    }

    @Override
    public int grain() {
        return OneDriveSettings.GRAIN;
    }

    @Override
    public ClassicHttpRequest send(byte[] buffer, int from, int length, long offset, OptionalLong total) {
        return ClassicRequestBuilder.put(session)
                .setHeader(
                        HttpHeaders.CONTENT_RANGE,
                        "bytes %d-%d/%d".formatted(offset, offset + length - 1, total.orElseThrow()))
                .setEntity(new ByteArrayEntity(buffer, from, length, ContentType.APPLICATION_OCTET_STREAM))
                .build();
    }

    @Override
    public ClassicHttpRequest ask(OptionalLong total) {
        return ClassicRequestBuilder.get(session).build();
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
        JsonNode ranges = answer.body().path("nextExpectedRanges");
        if (!ranges.isArray() && answer.body().hasNonNull("id")) {
            return new Progress.Finished(answer.body());
        }
        Matcher first = RANGE.matcher(ranges.path(0).asString(""));
        if (!first.matches()) {
            throw new StoreException(Kind.AWAY, "OneDrive does not say what it has of the file.");
        }
        return new Progress.Expecting(Long.parseLong(first.group(1)));
    }
}

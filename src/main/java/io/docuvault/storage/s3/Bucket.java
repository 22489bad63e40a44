package io.docuvault.storage.s3;

import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The requests that this store needs, on one bucket, with their errors in the words of the port. */
final class Bucket {

    /** Whatever it is: nobody renders it, even where an object is opened without the headers of our links. */
    static final String CONTENT_TYPE = "application/octet-stream";

    /** Objects beyond this are copied in pieces: a request for 5 GB (the most that S3 takes) may outlast a time limit. */
    private static final long COPY_PIECE = 256L * 1024 * 1024;

    private static final Duration SOON = Duration.ofMillis(2500);

    private final S3Client client;
    private final String name;

    Bucket(S3Client client, String name) {
        this.client = client;
        this.name = name;
    }

    S3Client client() {
        return client;
    }

    String name() {
        return name;
    }

    record Head(long length, String etag) {}

    Optional<Head> head(String key) throws StoreException {
        try {
            HeadObjectResponse found =
                    client.headObject(head -> head.bucket(name).key(key));
            return Optional.of(new Head(found.contentLength(), found.eTag()));
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                throw S3Errors.translate(key, e);
            }
            requireBucket();
            return Optional.empty();
        } catch (SdkException | UncheckedIOException e) {
            throw S3Errors.translate(key, e);
        }
    }

    /** An answer to {@code HEAD} does not tell an absent object from an absent bucket. */
    private void requireBucket() throws StoreException {
        try {
            S3Errors.call("the bucket " + name, () -> client.headBucket(head -> head.bucket(name)));
        } catch (NoSuchBlobException e) {
            throw new StoreException(Kind.REFUSED, "The S3 store has no bucket " + name + ".", e);
        }
    }

    void check() throws StoreException {
        try {
            S3Errors.call(
                    "the bucket " + name,
                    () -> client.headBucket(
                            head -> head.bucket(name).overrideConfiguration(config -> config.apiCallTimeout(SOON))));
        } catch (NoSuchBlobException e) {
            throw new StoreException(Kind.REFUSED, "The S3 store has no bucket " + name + ".", e);
        }
    }

    void make() throws StoreException {
        try {
            client.createBucket(create -> create.bucket(name));
        } catch (BucketAlreadyOwnedByYouException _) {
            // another node was quicker
        } catch (SdkException | UncheckedIOException e) {
            throw S3Errors.translate("the new bucket " + name, e);
        }
    }

    String put(String key, byte[] bytes) throws StoreException {
        String etag = S3Errors.call(
                key,
                () -> client.putObject(
                                put -> put.bucket(name).key(key).contentType(CONTENT_TYPE),
                                RequestBody.fromBytes(bytes))
                        .eTag());
        return said(key, etag);
    }

    /**
     * @param range as in the header; null for everything
     * @param etag the only version that will do; null for any
     */
    InputStream get(String key, @Nullable String range, @Nullable String etag) throws StoreException {
        ResponseInputStream<GetObjectResponse> answer = S3Errors.call(
                key,
                () -> client.getObject(
                        get -> get.bucket(name).key(key).range(range).ifMatch(etag)));
        GetObjectResponse head = answer.response();
        if (range != null && (head.contentRange() == null || !startsAsAsked(head.contentRange(), range))) {
            answer.abort();
            throw new StoreException(Kind.AWAY, "The S3 store answered with another range of " + key + ".");
        }
        return new ObjectStream(answer, head.contentLength());
    }

    private static boolean startsAsAsked(String contentRange, String range) {
        String first = range.substring("bytes=".length(), range.indexOf('-') + 1);
        return contentRange.replace("bytes ", "").startsWith(first);
    }

    void delete(String key) throws StoreException {
        try {
            S3Errors.call(
                    key, () -> client.deleteObject(delete -> delete.bucket(name).key(key)));
        } catch (NoSuchBlobException _) {
            // some stores say so
        }
    }

    /**
     * Copies one version of an object.
     *
     * @throws NoSuchBlobException if it is gone
     * @throws StoreException {@code CHANGED} if it is another version now
     */
    void copy(String from, String etag, long length, String to) throws StoreException {
        if (length <= COPY_PIECE) {
            S3Errors.call(
                    from,
                    () -> client.copyObject(copy -> copy.sourceBucket(name)
                            .sourceKey(from)
                            .copySourceIfMatch(etag)
                            .destinationBucket(name)
                            .destinationKey(to)));
            return;
        }
        String upload = beginMultipart(to);
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long offset = 0; offset < length; offset += COPY_PIECE) {
                parts.add(copyPart(from, etag, to, upload, parts.size() + 1, offset, length));
            }
            complete(to, upload, parts);
        } catch (StoreException | RuntimeException e) {
            abort(to, upload);
            throw e;
        }
    }

    private CompletedPart copyPart(
            String from, String etag, String to, String upload, int number, long offset, long length)
            throws StoreException {
        long last = Math.min(offset + COPY_PIECE, length) - 1;
        CopyPartResult result = S3Errors.call(
                from,
                () -> client.uploadPartCopy(copy -> copy.sourceBucket(name)
                                .sourceKey(from)
                                .copySourceIfMatch(etag)
                                .copySourceRange("bytes=" + offset + "-" + last)
                                .destinationBucket(name)
                                .destinationKey(to)
                                .uploadId(upload)
                                .partNumber(number))
                        .copyPartResult());
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(said(from, result == null ? null : result.eTag()))
                .build();
    }

    String beginMultipart(String key) throws StoreException {
        String upload = S3Errors.call(
                key,
                () -> client.createMultipartUpload(
                                create -> create.bucket(name).key(key).contentType(CONTENT_TYPE))
                        .uploadId());
        return said(key, upload);
    }

    CompletedPart putPart(String key, String upload, int number, byte[] bytes) throws StoreException {
        String etag = S3Errors.call(
                key,
                () -> client.uploadPart(
                                part -> part.bucket(name)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number),
                                RequestBody.fromBytes(bytes))
                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(said(key, etag)).build();
    }

    /** An answer that was cut off, or is none of S3's, may still look like a success: what it had to say is missing. */
    private static String said(String key, @Nullable String value) throws StoreException {
        if (value == null || value.isBlank()) {
            throw new StoreException(Kind.AWAY, "The S3 store answered nothing that makes sense about " + key + ".");
        }
        return value;
    }

    /** The parts that have arrived, by their numbers; empty if there is no such upload (any more). */
    Optional<SortedMap<Integer, Part>> parts(String key, String upload) throws StoreException {
        ListPartsRequest request = ListPartsRequest.builder()
                .bucket(name)
                .key(key)
                .uploadId(upload)
                .build();
        try {
            SortedMap<Integer, Part> parts = new TreeMap<>();
            client.listPartsPaginator(request).parts().forEach(part -> parts.put(part.partNumber(), part));
            return Optional.of(parts);
        } catch (SdkException | UncheckedIOException e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw S3Errors.translate(key, e);
        }
    }

    /**
     * Joins the parts.
     *
     * @throws NoSuchBlobException if the upload is gone, or a part is no longer the one given
     */
    void complete(String key, String upload, List<CompletedPart> parts) throws StoreException {
        try {
            client.completeMultipartUpload(complete ->
                    complete.bucket(name).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
        } catch (SdkException | UncheckedIOException e) {
            if (isGone(e)
                    || (e instanceof S3Exception error && S3Errors.code(error).equals("InvalidPart"))) {
                throw new NoSuchBlobException("open upload to " + key);
            }
            throw S3Errors.translate(key, e);
        }
    }

    void abort(String key, String upload) throws StoreException {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(name).key(key).uploadId(upload));
        } catch (SdkException | UncheckedIOException e) {
            if (!isGone(e)) {
                throw S3Errors.translate(key, e);
            }
        }
    }

    private static boolean isGone(RuntimeException e) {
        return e instanceof NoSuchUploadException
                || (e instanceof S3Exception error
                        && error.statusCode() == 404
                        && !S3Errors.code(error).equals("NoSuchBucket"));
    }
}

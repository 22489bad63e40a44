package io.docuvault.storage.s3;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.StoreException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What lies in the bucket. */
final class S3Inventory implements Inventory {

    private final S3Client client;
    private final String bucket;

    S3Inventory(Bucket bucket) {
        this.client = bucket.client();
        this.bucket = bucket.name();
    }

    @Override
    public Stream<FoundUpload> stagedBefore(Instant time) throws StoreException {
        Stream<StagedKey> objects = objects(StagedKey.PREFIX, time)
                .map(S3Object::key)
                .filter(key -> StagedKey.upload(key) != null)
                .map(key -> new StagedKey(key, null, null));
        Stream<StagedKey> open = S3Errors.call(
                "the open uploads",
                () -> stream(client.listMultipartUploadsPaginator(
                                        list -> list.bucket(bucket).prefix(StagedKey.PREFIX))
                                .uploads()
                                .iterator())
                        .filter(upload -> StagedKey.upload(upload.key()) != null
                                && upload.initiated().isBefore(time))
                        .map(upload -> new StagedKey(upload.key(), upload.uploadId(), null)));
        return Stream.concat(objects, open).map(found -> new FoundUpload(id(found), found.staged()));
    }

    private static UUID id(StagedKey found) {
        return Objects.requireNonNull(StagedKey.upload(found.key()));
    }

    @Override
    public Stream<FoundObject> objectsBefore(Instant time) throws StoreException {
        return objects("", time)
                .map(S3Object::key)
                .flatMap(key -> BlobKey.ofPath(key).stream())
                .map(key -> new FoundObject(key.owner(), key.document(), new BlobRef(key.path())));
    }

    private Stream<S3Object> objects(String prefix, Instant time) throws StoreException {
        return S3Errors.call(
                "the list of objects",
                () -> stream(client.listObjectsV2Paginator(
                                        list -> list.bucket(bucket).prefix(prefix))
                                .contents()
                                .iterator())
                        .filter(object -> object.lastModified().isBefore(time)));
    }

    /** The SDK asks for the next page while the stream is read. */
    private static <T> Stream<T> stream(Iterator<T> pages) {
        Iterator<T> translating = new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return pages.hasNext();
                } catch (SdkException | UncheckedIOException e) {
                    throw new UncheckedIOException(S3Errors.translate("the rest of a list", e));
                }
            }

            @Override
            public T next() {
                return pages.next();
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(translating, Spliterator.ORDERED), false);
    }
}

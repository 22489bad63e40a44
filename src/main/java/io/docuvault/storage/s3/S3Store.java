package io.docuvault.storage.s3;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.DirectUploads;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects {@code {user_id}/{document_id}/{uuid4}{ext}} in a bucket, uploads below {@code .staging/} in it.
 *
 * <p>S3 has no move, so that promoting copies within the store: only the version that was found finished (by its ETag),
 * to a key for which no URL to write was ever made. A staging key can be written to until its URLs expire; that harms
 * nobody but leaves bytes behind, which {@link Inventory} finds.
 *
 * <p>A client that says the hash sends a small file in one request, whose length, type and SHA-256 are signed; everything
 * else goes in parts, which count only until they are joined.
 */
final class S3Store implements BlobStore, DirectUploads {

    static final String ID = "s3";

    /** S3's own limits on parts: all but the last at least so large, and not more of them. */
    private static final long SMALLEST_PART = 5L * 1024 * 1024;

    private static final int MOST_PARTS = 10_000;

    /** Shown in place; what else was to be is made an attachment, since S3 can't send {@code nosniff}. */
    private static final Set<String> SHOWN = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private final Bucket bucket;
    private final PresignedUrls urls;
    private final long partSize;
    private final S3Setup setup;

    S3Store(Bucket bucket, PresignedUrls urls, long partSize, S3Setup setup) {
        this.bucket = bucket;
        this.urls = urls;
        this.partSize = Math.max(partSize, SMALLEST_PART);
        this.setup = setup;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Staged stage(UUID upload, InputStream bytes, OptionalLong length) throws IOException {
        StagedKey staged = StagedKey.of(upload);
        byte[] first = bytes.readNBytes((int) partSize);
        if (first.length < partSize) {
            requireLength(first.length, length);
            return staged.finished(bucket.put(staged.key(), first)).staged();
        }
        String uploadId = bucket.beginMultipart(staged.key());
        try {
            long sent = stageParts(staged.key(), uploadId, first, bytes, length);
            return finished(staged, sent).staged();
        } catch (IOException | RuntimeException e) {
            bucket.abort(staged.key(), uploadId);
            throw e;
        }
    }

    private long stageParts(String key, String uploadId, byte[] first, InputStream rest, OptionalLong length)
            throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        long sent = 0;
        for (byte[] part = first; part.length > 0; part = rest.readNBytes((int) partSize)) {
            parts.add(bucket.putPart(key, uploadId, parts.size() + 1, part));
            sent += part.length;
        }
        requireLength(sent, length);
        bucket.complete(key, uploadId, parts);
        return sent;
    }

    private static void requireLength(long came, OptionalLong announced) throws EOFException {
        if (announced.isPresent() && announced.getAsLong() != came) {
            throw new EOFException("%d bytes came instead of %d".formatted(came, announced.getAsLong()));
        }
    }

    /** The version that lies there now, if it has the length that it should have. */
    private StagedKey finished(StagedKey staged, long size) throws StoreException {
        return bucket.head(staged.key())
                .filter(head -> head.length() == size)
                .map(head -> staged.finished(head.etag()))
                .orElseThrow(() -> new NoSuchBlobException("complete upload " + staged.key()));
    }

    @Override
    public InputStream openStaged(Staged staged) throws IOException {
        StagedKey key = StagedKey.of(staged);
        if (key.etag() == null) {
            throw new NoSuchBlobException("finished upload " + key.key());
        }
        return bucket.get(key.key(), null, key.etag());
    }

    @Override
    public BlobRef promote(Staged staged, BlobKey key) throws IOException {
        StagedKey from = StagedKey.of(staged);
        BlobRef ref = new BlobRef(key.path());
        if (bucket.head(key.path()).isEmpty()) {
            copyTo(key, from);
        }
        discard(staged);
        return ref;
    }

    private void copyTo(BlobKey key, StagedKey from) throws StoreException {
        String etag = from.etag();
        Optional<Bucket.Head> source = etag == null ? Optional.empty() : bucket.head(from.key());
        try {
            if (etag == null || source.isEmpty()) {
                throw new NoSuchBlobException("finished upload " + from.key());
            }
            long length = source.get().length();
            bucket.copy(from.key(), etag, length, key.path());
            if (bucket.head(key.path()).filter(head -> head.length() == length).isEmpty()) {
                throw new StoreException(Kind.AWAY, "The S3 store has not copied " + from.key() + " as it said.");
            }
        } catch (NoSuchBlobException e) {
            // Somebody else may have promoted it just now.
            if (bucket.head(key.path()).isEmpty()) {
                throw e;
            }
        }
    }

    @Override
    public void discard(Staged staged) throws IOException {
        StagedKey key = StagedKey.of(staged);
        if (key.uploadId() != null) {
            bucket.abort(key.key(), key.uploadId());
        }
        bucket.delete(key.key());
    }

    @Override
    public OptionalLong length(BlobRef ref) throws IOException {
        if (!isOurs(ref)) {
            return OptionalLong.empty();
        }
        return bucket.head(ref.value())
                .map(head -> OptionalLong.of(head.length()))
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public InputStream read(BlobRef ref, long offset, long length) throws IOException {
        if (!isOurs(ref)) {
            throw new NoSuchBlobException("object of this name");
        }
        boolean everything = offset == 0 && length == Long.MAX_VALUE;
        long end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + Math.max(length, 1);
        try {
            return bucket.get(ref.value(), everything ? null : "bytes=" + offset + "-" + (end - 1), null);
        } catch (StoreException e) {
            if (e.getCause() instanceof S3Exception error && error.statusCode() == 416) {
                return new ByteArrayInputStream(new byte[0]);
            }
            throw e;
        }
    }

    @Override
    public void delete(BlobRef ref) throws IOException {
        if (isOurs(ref)) {
            bucket.delete(ref.value());
        }
    }

    @Override
    public void check() throws IOException {
        bucket.check();
    }

    @Override
    public List<String> remarks() {
        return setup.remarks();
    }

    @Override
    public Optional<DirectUploads> directUploads() {
        return Optional.of(this);
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new S3Inventory(bucket));
    }

    @Override
    public Optional<URI> link(BlobRef ref, String mediaType, String contentDisposition, Instant expires) {
        if (!isOurs(ref)) {
            return Optional.empty();
        }
        String disposition = SHOWN.contains(mediaType)
                ? contentDisposition
                : contentDisposition.replaceFirst("^inline", "attachment");
        Map<String, String> query = Map.of(
                "response-content-type", mediaType,
                "response-content-disposition", disposition,
                "response-cache-control", "private, no-store");
        return Optional.of(urls.sign(SdkHttpMethod.GET, ref.value(), query, Map.of(), expires));
    }

    @Override
    public Staged begin(Announced upload) throws IOException {
        StagedKey staged = StagedKey.of(upload.upload());
        return upload.size() == 0 || inOneRequest(upload)
                ? staged.staged()
                : staged.during(bucket.beginMultipart(staged.key())).staged();
    }

    private boolean inOneRequest(Announced upload) {
        return upload.sha256() != null && upload.size() <= partSize;
    }

    @Override
    public List<Part> parts(Staged staged, Announced upload, Instant expires) {
        List<Part> parts = new ArrayList<>();
        lengths(upload).forEach((number, length) -> {
            long offset = (number - 1) * partLength(upload);
            parts.add(part(staged, upload, number, offset, length, expires));
        });
        return parts;
    }

    private Part part(Staged staged, Announced upload, int number, long offset, long length, Instant expires) {
        String[] lines = staged.value().split("\n", -1);
        Map<String, String> headers = new HashMap<>(Map.of("content-type", Bucket.CONTENT_TYPE));
        Map<String, String> query = Map.of();
        if (inOneRequest(upload) && upload.sha256() != null) {
            byte[] hash = HexFormat.of().parseHex(upload.sha256());
            headers.put("x-amz-checksum-sha256", Base64.getEncoder().encodeToString(hash));
        } else {
            query = Map.of("partNumber", Integer.toString(number), "uploadId", lines[1]);
        }
        Map<String, String> signed = new HashMap<>(headers);
        signed.put("content-length", Long.toString(length));
        URI url = urls.sign(SdkHttpMethod.PUT, lines[0], query, signed, expires);
        return new Part(number, "PUT", url, headers, offset, length);
    }

    @Override
    public SortedSet<Integer> missing(Staged staged, Announced upload) throws IOException {
        StagedKey key = StagedKey.of(staged);
        SortedMap<Integer, Long> lengths = lengths(upload);
        SortedSet<Integer> missing = new TreeSet<>(lengths.keySet());
        Optional<SortedMap<Integer, software.amazon.awssdk.services.s3.model.Part>> open =
                key.uploadId() == null ? Optional.empty() : bucket.parts(key.key(), key.uploadId());
        // Some stores list nothing instead of saying that there is no such upload any more.
        if (open.isPresent() && !open.get().isEmpty()) {
            open.get().forEach((number, part) -> {
                if (part.size().equals(lengths.get(number))) {
                    missing.remove(number);
                }
            });
        } else if (!missing.isEmpty()
                && bucket.head(key.key())
                        .filter(head -> head.length() == upload.size())
                        .isPresent()) {
            // It came in one request, or the parts have been joined.
            missing.clear();
        }
        return missing;
    }

    @Override
    public Staged finish(Staged staged, Announced upload) throws IOException {
        StagedKey key = StagedKey.of(staged);
        if (upload.size() == 0) {
            return key.finished(bucket.put(key.key(), new byte[0])).staged();
        }
        if (key.uploadId() != null) {
            Optional<SortedMap<Integer, software.amazon.awssdk.services.s3.model.Part>> open =
                    bucket.parts(key.key(), key.uploadId());
            if (open.isPresent() && !open.get().isEmpty()) {
                join(key, key.uploadId(), open.get(), lengths(upload));
            }
        }
        return finished(key, upload.size()).staged();
    }

    private void join(
            StagedKey key,
            String uploadId,
            SortedMap<Integer, software.amazon.awssdk.services.s3.model.Part> came,
            SortedMap<Integer, Long> lengths)
            throws StoreException {
        List<CompletedPart> parts = new ArrayList<>();
        for (Map.Entry<Integer, Long> each : lengths.entrySet()) {
            software.amazon.awssdk.services.s3.model.Part part = came.get(each.getKey());
            if (part == null || !part.size().equals(each.getValue())) {
                throw new NoSuchBlobException("part " + each.getKey() + " of " + key.key());
            }
            parts.add(CompletedPart.builder()
                    .partNumber(part.partNumber())
                    .eTag(part.eTag())
                    .build());
        }
        bucket.complete(key.key(), uploadId, parts);
    }

    private long partLength(Announced upload) {
        return Math.max(partSize, (upload.size() + MOST_PARTS - 1) / MOST_PARTS);
    }

    private SortedMap<Integer, Long> lengths(Announced upload) {
        long partLength = partLength(upload);
        SortedMap<Integer, Long> lengths = new TreeMap<>();
        for (long offset = 0; offset < upload.size(); offset += partLength) {
            lengths.put(lengths.size() + 1, Math.min(partLength, upload.size() - offset));
        }
        return lengths;
    }

    private static boolean isOurs(BlobRef ref) {
        return BlobKey.ofPath(ref.value()).isPresent();
    }
}

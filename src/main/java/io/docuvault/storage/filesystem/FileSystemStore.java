package io.docuvault.storage.filesystem;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.DirectUploads;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.StorageSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Objects as files {@code {user_id}/{document_id}/{uuid4}{ext}} below one directory, uploads below {@code .staging} in
 * it. One node at a time: open uploads are kept apart by locks of this process.
 */
@Component
class FileSystemStore implements BlobStore, DirectUploads {

    static final String UPLOADS = "/api/store/uploads/";
    static final String OBJECTS = "/api/store/objects/";

    /** Nothing that does not look exactly like a key of ours ever becomes a path. */
    private static final Pattern REF = Pattern.compile("(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/){2}"
            + "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\\.[a-z0-9]{1,10})?");

    private final Path root;
    private final Path staging;
    private final long partSize;
    private final SignedUrls urls;
    private final Map<UUID, StagedUpload> uploads = new ConcurrentHashMap<>();

    FileSystemStore(StorageSettings settings, SignedUrls urls) throws IOException {
        this.root = settings.directory().toAbsolutePath().normalize();
        this.staging = root.resolve(".staging");
        this.partSize = settings.partSize().toBytes();
        this.urls = urls;
        OwnerOnly.makeDirectories(staging);
    }

    @Override
    public long stage(UUID upload, InputStream bytes) throws IOException {
        StagedUpload staged = staged(upload);
        try {
            return staged.writeAll(bytes);
        } catch (IOException | RuntimeException e) {
            discard(upload);
            throw e;
        }
    }

    @Override
    public InputStream openStaged(UUID upload) throws IOException {
        return staged(upload).open();
    }

    @Override
    public BlobRef promote(UUID upload, BlobKey key) throws IOException {
        BlobRef ref = new BlobRef(key.path());
        Path target = path(ref);
        if (!Files.exists(target)) {
            moveTo(target, upload, key);
        }
        discard(upload);
        return ref;
    }

    private void moveTo(Path target, UUID upload, BlobKey key) throws IOException {
        Path ownersDirectory = root.resolve(key.owner().toString());
        OwnerOnly.makeDirectory(ownersDirectory);
        OwnerOnly.makeDirectory(OwnerOnly.parentOf(target));
        try {
            staged(upload).moveTo(target);
        } catch (NoSuchFileException | NoSuchBlobException e) {
            // Somebody else may have promoted it just now.
            if (!Files.exists(target)) {
                throw new NoSuchBlobException("finished upload " + upload + ": " + e.getMessage());
            }
        }
    }

    @Override
    public void discard(UUID upload) throws IOException {
        staged(upload).discard();
        uploads.remove(upload);
    }

    @Override
    public OptionalLong length(BlobRef ref) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(ref)));
        } catch (NoSuchFileException | NoSuchBlobException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public InputStream read(BlobRef ref, long offset, long length) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path(ref), StandardOpenOption.READ);
        } catch (NoSuchFileException _) {
            throw new NoSuchBlobException("object " + ref.value());
        }
        try {
            channel.position(offset);
            return new BoundedStream(Channels.newInputStream(channel), length);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void delete(BlobRef ref) throws IOException {
        Path file;
        try {
            file = path(ref);
        } catch (NoSuchBlobException _) {
            return;
        }
        Files.deleteIfExists(file);
        try {
            Files.deleteIfExists(OwnerOnly.parentOf(file));
        } catch (DirectoryNotEmptyException _) {
            // another object of the same document
        }
    }

    @Override
    public void check() throws IOException {
        if (!Files.isWritable(staging)) {
            throw new IOException("The file store's directory cannot be written to.");
        }
        if (Files.getFileStore(root).getUsableSpace() < partSize) {
            throw new IOException("The file store's disk is full.");
        }
    }

    @Override
    public Optional<DirectUploads> directUploads() {
        return Optional.of(this);
    }

    @Override
    public Optional<Path> localFile(BlobRef ref) {
        try {
            return Optional.of(path(ref));
        } catch (NoSuchBlobException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<URI> link(BlobRef ref, String mediaType, String contentDisposition, Instant expires) {
        String path = OBJECTS + ref.value();
        return Optional.of(UriComponentsBuilder.fromPath(path)
                .queryParam("expires", "{expires}")
                .queryParam("type", "{type}")
                .queryParam("disposition", "{disposition}")
                .queryParam("signature", "{signature}")
                .encode()
                .buildAndExpand(
                        expires.getEpochSecond(),
                        mediaType,
                        contentDisposition,
                        urls.sign("GET", path, expires, mediaType, contentDisposition))
                .toUri());
    }

    @Override
    public void begin(UUID upload, long size) throws IOException {
        staged(upload).begin(size);
    }

    @Override
    public List<Part> parts(UUID upload, long size, Instant expires) {
        List<Part> parts = new ArrayList<>();
        for (long offset = 0; offset < size; offset += partSize) {
            int number = parts.size() + 1;
            long length = Math.min(partSize, size - offset);
            String path = UPLOADS + upload + "/parts/" + number;
            String signature = urls.sign("PUT", path, expires, Long.toString(offset), Long.toString(length));
            URI url = URI.create(path + "?expires=" + expires.getEpochSecond() + "&offset=" + offset + "&length="
                    + length + "&signature=" + signature);
            parts.add(new Part(number, "PUT", url, Map.of(), offset, length));
        }
        return parts;
    }

    @Override
    public Set<Integer> arrived(UUID upload) throws IOException {
        return staged(upload).arrived();
    }

    @Override
    public void finish(UUID upload, long size) throws IOException {
        staged(upload).seal(Math.toIntExact((size + partSize - 1) / partSize));
    }

    /** Takes a part whose request has been found to be signed. */
    void write(UUID upload, int part, InputStream bytes, long offset, long length) throws IOException {
        if (!Files.isDirectory(staging.resolve(upload.toString()))) {
            throw new NoSuchBlobException("upload " + upload);
        }
        staged(upload).write(part, bytes, offset, length);
    }

    private StagedUpload staged(UUID upload) {
        return uploads.computeIfAbsent(upload, id -> new StagedUpload(id, staging.resolve(id.toString())));
    }

    private Path path(BlobRef ref) throws NoSuchBlobException {
        if (!REF.matcher(ref.value()).matches()) {
            throw new NoSuchBlobException("object of this name");
        }
        return root.resolve(ref.value());
    }
}

package io.docuvault.storage.filesystem;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.DirectUploads;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.SignedUrls;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StorageSettings;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.EOFException;
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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Objects as files {@code {user_id}/{document_id}/{uuid4}{ext}} below one directory, uploads below {@code .staging} in
 * it. One node at a time: open uploads are kept apart by locks of this process.
 */
@Component
@Order(FileSystemStore.WHERE_NOTHING_ELSE_IS_SET_UP)
class FileSystemStore implements BlobStore, DirectUploads {

    static final int WHERE_NOTHING_ELSE_IS_SET_UP = 100;

    static final String ID = "filesystem";

    static final String UPLOADS = "/api/store/uploads/";
    static final String OBJECTS = "/api/store/objects/";

    private final Path root;
    private final Path staging;
    private final long partSize;
    private final SignedUrls urls;
    private final Map<UUID, StagedUpload> uploads = new ConcurrentHashMap<>();

    FileSystemStore(StorageSettings settings, SignedUrls urls) {
        this.root = settings.directory().toAbsolutePath().normalize();
        this.staging = root.resolve(".staging");
        this.partSize = settings.partSize().toBytes();
        this.urls = urls;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Staged stage(UUID upload, InputStream bytes, OptionalLong length) throws IOException {
        OwnerOnly.makeDirectories(staging);
        StagedUpload staged = staged(upload);
        try {
            long written = FullDisk.told(staging, () -> staged.writeAll(bytes));
            if (length.isPresent() && length.getAsLong() != written) {
                throw new EOFException("%d bytes came instead of %d".formatted(written, length.getAsLong()));
            }
        } catch (IOException | RuntimeException e) {
            discard(upload);
            throw e;
        }
        return new Staged(upload.toString());
    }

    @Override
    public InputStream openStaged(Staged staged) throws IOException {
        return staged(upload(staged)).open();
    }

    @Override
    public BlobRef promote(Staged staged, BlobKey key) throws IOException {
        BlobRef ref = new BlobRef(key.path());
        UUID upload = upload(staged);
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
    public void discard(Staged staged) throws IOException {
        discard(upload(staged));
    }

    private void discard(UUID upload) throws IOException {
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
        OwnerOnly.makeDirectories(staging);
        if (!Files.isWritable(staging)) {
            throw new IOException("The file store's directory cannot be written to.");
        }
        if (Files.getFileStore(root).getUsableSpace() < partSize) {
            throw new StoreException(Kind.FULL, "The file store's disk is full.");
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
    public Optional<Inventory> inventory() {
        return Optional.of(new FileInventory(root, staging));
    }

    @Override
    public Staged begin(Announced upload) throws IOException {
        OwnerOnly.makeDirectories(staging);
        FullDisk.requireRoom(staging, upload.size());
        StagedUpload begun = staged(upload.upload());
        FullDisk.told(staging, () -> {
            begun.begin(upload.size());
            return begun;
        });
        return new Staged(upload.upload().toString());
    }

    @Override
    public List<Part> parts(Staged staged, Announced announced, Instant expires) {
        UUID upload = announced.upload();
        long size = announced.size();
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
    public SortedSet<Integer> missing(Staged staged, Announced upload) throws IOException {
        SortedSet<Integer> missing = new TreeSet<>();
        IntStream.rangeClosed(1, partCount(upload)).forEach(missing::add);
        missing.removeAll(staged(upload.upload()).arrived());
        return missing;
    }

    @Override
    public Staged finish(Staged staged, Announced upload) throws IOException {
        staged(upload.upload()).seal(partCount(upload));
        return staged;
    }

    private int partCount(Announced upload) {
        return Math.toIntExact((upload.size() + partSize - 1) / partSize);
    }

    /** Takes a part whose request has been found to be signed. */
    void write(UUID upload, int part, InputStream bytes, long offset, long length) throws IOException {
        if (!Files.isDirectory(staging.resolve(upload.toString()))) {
            throw new NoSuchBlobException("upload " + upload);
        }
        StagedUpload open = staged(upload);
        FullDisk.told(staging, () -> {
            open.write(part, bytes, offset, length);
            return open;
        });
    }

    private static UUID upload(Staged staged) throws NoSuchBlobException {
        try {
            return UUID.fromString(staged.value());
        } catch (IllegalArgumentException _) {
            throw new NoSuchBlobException("upload of this name");
        }
    }

    private StagedUpload staged(UUID upload) {
        return uploads.computeIfAbsent(upload, id -> new StagedUpload(id, staging.resolve(id.toString())));
    }

    private Path path(BlobRef ref) throws NoSuchBlobException {
        // Nothing that does not look exactly like a key of ours ever becomes a path.
        return BlobKey.ofPath(ref.value())
                .map(key -> root.resolve(key.path()))
                .orElseThrow(() -> new NoSuchBlobException("object of this name"));
    }
}

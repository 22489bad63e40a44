package io.docuvault.storage.filesystem;

import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.Staged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What lies in the file store's directories. */
final class FileInventory implements Inventory {

    private final Path root;
    private final Path staging;

    FileInventory(Path root, Path staging) {
        this.root = root;
        this.staging = staging;
    }

    @Override
    public Stream<FoundUpload> stagedBefore(Instant time) {
        return list(staging)
                .filter(directory -> lastTouched(directory).isBefore(time))
                .flatMap(directory -> id(directory).stream())
                .map(id -> new FoundUpload(id, new Staged(id.toString())));
    }

    @Override
    public Stream<FoundObject> objectsBefore(Instant time) {
        return list(root)
                .flatMap(owner -> id(owner).stream()
                        .flatMap(ownerId -> list(owner)
                                .flatMap(document -> id(document).stream()
                                        .flatMap(documentId -> list(document)
                                                .filter(file -> modified(file).isBefore(time))
                                                .map(file -> ownerId + "/" + documentId + "/" + file.getFileName())
                                                .flatMap(path -> BlobKey.ofPath(path).stream())
                                                .map(key -> new FoundObject(
                                                        ownerId, documentId, new BlobRef(key.path())))))));
    }

    /** Bytes written into a file do not touch its directory. */
    private static Instant lastTouched(Path upload) {
        return list(upload).map(FileInventory::modified).reduce(modified(upload), (a, b) -> a.isAfter(b) ? a : b);
    }

    private static Instant modified(Path file) {
        try {
            FileTime time = Files.getLastModifiedTime(file);
            return time.toInstant();
        } catch (NoSuchFileException _) {
            return Instant.MAX;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<UUID> id(Path directory) {
        String name = String.valueOf(directory.getFileName());
        try {
            UUID id = UUID.fromString(name);
            return id.toString().equals(name) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** One directory at a time is held in memory, and no handle stays open. */
    private static Stream<Path> list(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries.stream();
    }
}

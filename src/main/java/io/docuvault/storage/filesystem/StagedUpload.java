package io.docuvault.storage.filesystem;

import io.docuvault.storage.NoSuchBlobException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * What is staged for one upload: a directory with the content, written at offsets, and an empty file for each part that
 * has arrived. Once the file {@code sealed} is there nothing changes any more.
 *
 * <p>Several requests may bring the same part, where a client gave up a connection that the server still reads from. The
 * newest one counts: each write checks that its request has not been overtaken, and that the upload is still open.
 */
final class StagedUpload {

    private static final int BUFFER = 64 * 1024;

    private final UUID id;
    private final Path directory;
    private final Path content;
    private final Path parts;
    private final Path sealed;
    /** Shared by those who write, for the moment of one write; taken alone by whoever closes the upload. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final AtomicLong requests = new AtomicLong();
    private final Map<Integer, Long> newestRequest = new ConcurrentHashMap<>();

    StagedUpload(UUID id, Path directory) {
        this.id = id;
        this.directory = directory;
        this.content = directory.resolve("content");
        this.parts = directory.resolve("parts");
        this.sealed = directory.resolve("sealed");
    }

    void begin(long size) throws IOException {
        OwnerOnly.makeDirectory(directory);
        OwnerOnly.makeDirectory(parts);
        try (FileChannel channel = OwnerOnly.openToWrite(content)) {
            if (size > 0) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
            channel.force(true);
        }
        OwnerOnly.force(directory);
    }

    /**
     * Takes a part.
     *
     * @throws EOFException if the stream is not exactly {@code length} bytes long
     * @throws NoSuchBlobException if the upload is not open, or a newer request brings the same part
     */
    void write(int part, InputStream bytes, long offset, long length) throws IOException {
        Long request = requests.incrementAndGet();
        Path marker = parts.resolve(Integer.toString(part));
        whileOpen(() -> {
            newestRequest.put(part, request);
            if (Files.deleteIfExists(marker)) {
                OwnerOnly.force(parts);
            }
        });
        try (FileChannel channel = FileChannel.open(content, StandardOpenOption.WRITE)) {
            copy(
                    bytes,
                    length,
                    (buffer, position) -> whileNewest(part, request, () -> {
                        writeFully(channel, buffer, offset + position);
                    }));
            channel.force(false);
            whileNewest(part, request, () -> OwnerOnly.mark(marker));
        } catch (NoSuchFileException _) {
            throw new NoSuchBlobException("open upload " + id);
        } finally {
            newestRequest.remove(part, request);
        }
    }

    /** Takes the whole content at once. */
    long writeAll(InputStream bytes) throws IOException {
        OwnerOnly.makeDirectory(directory);
        long length = 0;
        try (FileChannel channel = OwnerOnly.openToWrite(content)) {
            channel.truncate(0);
            byte[] buffer = new byte[BUFFER];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                writeFully(channel, ByteBuffer.wrap(buffer, 0, read), length);
                length += read;
            }
            channel.force(true);
        }
        OwnerOnly.mark(sealed);
        return length;
    }

    Set<Integer> arrived() throws IOException {
        try (Stream<Path> markers = Files.list(parts)) {
            Set<Integer> numbers = new HashSet<>();
            markers.forEach(
                    marker -> numbers.add(Integer.valueOf(marker.getFileName().toString())));
            return numbers;
        } catch (NoSuchFileException _) {
            return Set.of();
        }
    }

    /** Seals the upload if all its parts have arrived. */
    void seal(int partCount) throws IOException {
        lock.writeLock().lock();
        try {
            if (!isSealed() && (!Files.exists(content) || arrived().size() < partCount)) {
                throw new NoSuchBlobException("complete upload " + id);
            }
            newestRequest.clear();
            OwnerOnly.mark(sealed);
        } catch (NoSuchFileException _) {
            throw new NoSuchBlobException("upload " + id);
        } finally {
            lock.writeLock().unlock();
        }
    }

    InputStream open() throws IOException {
        return Files.newInputStream(sealedContent());
    }

    /** Moves the content to its final place. */
    void moveTo(Path target) throws IOException {
        Files.move(sealedContent(), target, StandardCopyOption.ATOMIC_MOVE);
        OwnerOnly.force(OwnerOnly.parentOf(target));
    }

    void discard() throws IOException {
        lock.writeLock().lock();
        try {
            newestRequest.clear();
            // The seal goes last: a directory that is half gone never looks like an open upload.
            if (Files.isDirectory(directory)) {
                OwnerOnly.mark(sealed);
            }
            deleteAllIn(parts);
            Files.deleteIfExists(parts);
            Files.deleteIfExists(content);
            Files.deleteIfExists(sealed);
            Files.deleteIfExists(directory);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private Path sealedContent() throws NoSuchBlobException {
        if (!isSealed() || !Files.exists(content)) {
            throw new NoSuchBlobException("finished upload " + id);
        }
        return content;
    }

    private boolean isSealed() {
        return Files.exists(sealed);
    }

    private void whileNewest(int part, Long request, Action action) throws IOException {
        whileOpen(() -> {
            if (!request.equals(newestRequest.get(part))) {
                throw new NoSuchBlobException("upload " + id + " that waits for this part");
            }
            action.run();
        });
    }

    private void whileOpen(Action action) throws IOException {
        Lock shared = lock.readLock();
        shared.lock();
        try {
            if (isSealed() || !Files.exists(content)) {
                throw new NoSuchBlobException("open upload " + id);
            }
            action.run();
        } finally {
            shared.unlock();
        }
    }

    private static void copy(InputStream bytes, long length, Sink sink) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long position = 0;
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            if (position + read > length) {
                throw new EOFException("More bytes came than were announced");
            }
            sink.write(ByteBuffer.wrap(buffer, 0, read), position);
            position += read;
        }
        if (position < length) {
            throw new EOFException("Fewer bytes came than were announced");
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }

    private static void deleteAllIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException _) {
            // nothing to delete
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private interface Sink {
        void write(ByteBuffer bytes, long position) throws IOException;
    }
}

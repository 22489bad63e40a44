package io.docuvault.extraction;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the children of one server keep their temporary files, readable by nobody else. A lock marks it as in use, so
 * that what a killed server left behind is found and removed by the next one.
 */
final class WorkDirectory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WorkDirectory.class);

    private static final String PREFIX = "docuvault-extraction-";
    private static final String LOCK = "lock";

    /** Those of this process: to open the lock of one of them and close it again would release it. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;
    private final AtomicInteger children = new AtomicInteger();

    private WorkDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static WorkDirectory open(@Nullable Path parent) throws IOException {
        Path root = (parent != null ? parent : Path.of(System.getProperty("java.io.tmpdir"))).toAbsolutePath();
        Files.createDirectories(root);
        removeAbandoned(root);
        Path path = Files.createTempDirectory(root, PREFIX);
        FileChannel lockFile =
                FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        OURS.add(path);
        lockFile.lock();
        return new WorkDirectory(path, lockFile);
    }

    /** Whether it is still there: what cleans up temporary directories may have taken it. */
    boolean exists() {
        return Files.isDirectory(path);
    }

    Path forOneChild() throws IOException {
        return Files.createDirectory(path.resolve("child-" + children.incrementAndGet()));
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            log.debug("Closing the lock of {}", path, e);
        }
        delete(path);
        OURS.remove(path);
    }

    static void delete(Path directory) {
        empty(directory);
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            log.warn("Could not remove {}", directory, e);
        }
    }

    static void empty(Path directory) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    delete(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException e) {
            log.warn("Could not empty {}", directory, e);
        }
    }

    /** The first lines of a small file, for the log. */
    static String head(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(2_000), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static void removeAbandoned(Path root) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root, PREFIX + "*")) {
            for (Path directory : found) {
                if (!OURS.contains(directory) && abandoned(directory)) {
                    delete(directory);
                }
            }
        }
    }

    private static boolean abandoned(Path directory) {
        try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
            return false;
        }
    }
}

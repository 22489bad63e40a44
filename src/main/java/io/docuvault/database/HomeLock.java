package io.docuvault.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The right to use a home directory, held by one process at a time; the operating system takes it back from a dead one. */
final class HomeLock implements AutoCloseable {

    /**
     * Homes locked by this very process. The file must not be opened twice in it: closing any channel on a file ends the
     * process's POSIX locks on that file, those of other channels included.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final FileChannel channel;

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    static HomeLock acquire(Path home) throws IOException {
        if (!HELD.add(home)) {
            throw inUse(home, ProcessHandle.current().pid() + ", this one");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(home.resolve("lock"), CREATE, READ, WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(home, read(channel));
            }
            channel.truncate(0);
            channel.write(UTF_8.encode(String.valueOf(ProcessHandle.current().pid())), 0);
            return new HomeLock(home, channel);
        } catch (IOException | RuntimeException e) {
            HELD.remove(home);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    /** Whether any process, this one included, uses the home directory at this moment. */
    static boolean isHeld(Path home) throws IOException {
        Path file = home.resolve("lock");
        if (!HELD.add(home)) {
            return true;
        }
        try {
            if (!Files.exists(file)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, READ, WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock == null;
            }
        } finally {
            HELD.remove(home);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer holder = ByteBuffer.allocate(32);
        channel.read(holder, 0);
        return UTF_8.decode(holder.flip()).toString();
    }

    private static DatabaseStartException inUse(Path home, String process) {
        return new DatabaseStartException(
                "The database in %s is in use by another DocuVault (process %s): stop that one, or set DATA_DIR to another directory."
                        .formatted(home, process));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(home);
    }
}

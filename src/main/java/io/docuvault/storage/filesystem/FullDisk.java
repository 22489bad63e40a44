package io.docuvault.storage.filesystem;

import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells a disk without room from other trouble, which Java does by its message only. */
final class FullDisk {

    /** What is left on a disk that is full for all but the superuser, or nearly so. */
    private static final long HARDLY_ANYTHING = 64 * 1024;

    private FullDisk() {}

    interface Work<T> {
        T run() throws IOException;
    }

    /** @throws StoreException {@code FULL} if the work failed and the disk has no room */
    static <T> T told(Path directory, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw saysSo(e) || usable(directory) < HARDLY_ANYTHING ? full(e) : e;
        }
    }

    /** @throws StoreException {@code FULL} if so many bytes do not fit any more */
    static void requireRoom(Path directory, long bytes) throws IOException {
        if (usable(directory) < bytes) {
            throw full(null);
        }
    }

    private static StoreException full(@Nullable IOException cause) {
        return new StoreException(Kind.FULL, "The file store's disk is full.", cause);
    }

    /** The words of ENOSPC and EDQUOT, where the process speaks English; elsewhere the room that is left has to tell. */
    private static boolean saysSo(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static long usable(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE;
        }
    }
}

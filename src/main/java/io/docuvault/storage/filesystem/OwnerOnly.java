package io.docuvault.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files and directories that nobody but this process's account may open, and that survive a loss of power. */
final class OwnerOnly {

    private static final FileAttribute<?>[] DIRECTORY = attributes("rwx------");
    private static final FileAttribute<?>[] FILE = attributes("rw-------");

    private OwnerOnly() {}

    private static FileAttribute<?>[] attributes(String permissions) {
        boolean posix =
                Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a directory below one that exists, and makes the fact durable; leaves one that is there alone. */
    static void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, DIRECTORY);
            force(parentOf(directory));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    static void makeDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /** Opens a file to write in, made if it is absent. */
    static FileChannel openToWrite(Path file) throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return FileChannel.open(file, options, FILE);
    }

    /** Makes an empty file that is there even after a loss of power. */
    static void mark(Path file) throws IOException {
        openToWrite(file).close();
        force(parentOf(file));
    }

    /** Makes the entries of a directory durable, as POSIX systems do it. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent");
        }
        return parent;
    }
}

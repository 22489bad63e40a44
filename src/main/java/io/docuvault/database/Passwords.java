package io.docuvault.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The passwords of the embedded server's roles: random, and each in a file that only we may read. */
record Passwords(String superuser, String migrate, String app) {

    private static final FileAttribute<?> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static Passwords keptIn(Path home) throws IOException {
        Path directory = home.resolve("passwords");
        if (!Files.exists(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new Passwords(
                password(directory.resolve("postgres")),
                password(directory.resolve("docuvault_migrate")),
                password(directory.resolve("docuvault_app")));
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
            Files.deleteIfExists(unfinished);
            write(unfinished, random());
            Durable.rename(unfinished, file);
        }
        return Files.readString(file).strip();
    }

    /** Writes a file that only we may read, down to the disk. */
    static void write(Path file, String password) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OURS_ALONE)) {
            ByteBuffer bytes = UTF_8.encode(password);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "Passwords";
    }
}

package io.docuvault.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Reads the master secret from its setting, or keeps a random one in a file that only we may read. */
final class MasterKey {

    private static final int SHORTEST = 32;
    private static final int GENERATED = 48;
    /** Fewer different characters than any random text of 32 characters has: {@code aaaa…}, {@code 12341234…}. */
    private static final int FEWEST_DIFFERENT = 10;

    private MasterKey() {}

    /** The bytes of {@code SECRET_KEY}. */
    static byte[] given(String value) {
        byte[] bytes = value.strip().getBytes(UTF_8);
        if (bytes.length < SHORTEST || value.strip().chars().distinct().count() < FEWEST_DIFFERENT) {
            throw new SecretKeyException(
                    "SECRET_KEY is too weak: it needs at least 32 random bytes, as 'openssl rand -base64 48' prints.");
        }
        return bytes;
    }

    /** The bytes kept in {@code directory}, made at the first start. */
    static byte[] keptIn(Path directory) {
        return given(kept(directory, "secret-key", GENERATED));
    }

    /** The text of a random secret kept in a file of this name, made at the first start. */
    static String kept(Path directory, String name, int bytes) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file)) {
                create(directory, name, bytes);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new SecretKeyException("The generated secret in " + file + " cannot be read or written.", e);
        }
    }

    /** A key of so many bytes in Base64, in hexadecimal or, where somebody has made it so, as plain characters. */
    static Optional<byte[]> exactly(int length, String value) {
        String text = value.strip();
        byte[] bytes = text.getBytes(UTF_8);
        try {
            if (text.length() == 2 * length) {
                bytes = HexFormat.of().parseHex(text);
            } else if (text.length() != length) {
                bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            }
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        boolean random = new String(bytes, ISO_8859_1).chars().distinct().count() >= FEWEST_DIFFERENT;
        return bytes.length == length && random ? Optional.of(bytes) : Optional.empty();
    }

    private static void create(Path directory, String name, int bytes) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write(directory, name, random(bytes));
    }

    /** The text of so many random bytes. */
    static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    /** Puts a text into a file that only we may read, in one step, whether the file is there already or not. */
    static void write(Path directory, String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Path unfinished = directory.resolve(name + ".unfinished");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer text = UTF_8.encode(content);
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entry = FileChannel.open(directory)) {
            entry.force(true);
        }
    }
}

package io.docuvault.backup;

import io.docuvault.shared.Digests;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A directory of backups. What documents are made of lies in {@code objects/}, named by its SHA-256, so that backups share
 * it; everything else of a backup in {@code backups/} and its id.
 */
final class BackupDirectory {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String UNFINISHED = ".unfinished";
    private static final String MANIFEST = "manifest.json";
    private static final String MANIFEST_SUM = "manifest.json.sha256";
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER = 128 * 1024;

    private final Path root;

    BackupDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    /** Held by whoever changes something here; the operating system takes it back from a process that was killed. */
    FileLock lock() throws IOException {
        makeDirectories(root);
        makeDirectories(root.resolve("backups"));
        makeDirectories(root.resolve("objects"));
        FileChannel file = FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw new IOException("Another backup is being made in %s.".formatted(root));
        }
        clear();
        return lock;
    }

    /** What somebody who was killed has left. */
    private void clear() throws IOException {
        deleteTree(root.resolve(UNFINISHED));
        makeDirectories(root.resolve(UNFINISHED));
        try (Stream<Path> backups = Files.list(root.resolve("backups"))) {
            for (Path left :
                    backups.filter(path -> path.toString().endsWith(UNFINISHED)).toList()) {
                deleteTree(left);
            }
        }
    }

    /** The ids of the backups that are whole, the oldest first. */
    List<String> backups() throws IOException {
        try (Stream<Path> backups = Files.list(root.resolve("backups"))) {
            return backups.filter(path -> Files.exists(path.resolve(MANIFEST)))
                    .map(path -> name(path))
                    .filter(name -> !name.endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    /** @throws IOException if there is none, or not of this id */
    String choose(@Nullable String id) throws IOException {
        List<String> all = backups();
        if (all.isEmpty()) {
            throw new IOException("There is no backup in %s.".formatted(root));
        }
        if (id != null && !all.contains(id)) {
            throw new IOException(
                    "There is no backup %s in %s. There are: %s.".formatted(id, root, String.join(", ", all)));
        }
        return id == null ? all.getLast() : id;
    }

    Path backup(String id) {
        return root.resolve("backups").resolve(id);
    }

    Path unfinished(String id) throws IOException {
        Path directory = root.resolve("backups").resolve(id + UNFINISHED);
        makeDirectories(directory);
        return directory;
    }

    /** Writes the manifest, which makes a backup of what lies in the directory. */
    void finish(Path unfinished, Manifest manifest) throws IOException {
        byte[] text = JSON.rebuild()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsBytes(manifest);
        write(unfinished.resolve(MANIFEST), text);
        String sum = HexFormat.of().formatHex(Digests.sha256().digest(text));
        write(unfinished.resolve(MANIFEST_SUM), (sum + "  " + MANIFEST + "\n").getBytes(StandardCharsets.US_ASCII));
        force(unfinished);
        Path finished = backup(manifest.id());
        Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        force(parentOf(finished));
    }

    /**
     * What a backup says of itself.
     *
     * @throws IOException with a sentence if that can't be read, was changed, or is of a later format
     */
    Manifest manifest(String id) throws IOException {
        byte[] text = Files.readAllBytes(backup(id).resolve(MANIFEST));
        String sum = Files.readString(backup(id).resolve(MANIFEST_SUM)).strip().split("\\s+", 2)[0];
        if (!HexFormat.of().formatHex(Digests.sha256().digest(text)).equals(sum)) {
            throw new IOException("The manifest of the backup %s was changed or is damaged.".formatted(id));
        }
        Manifest manifest;
        try {
            manifest = JSON.readValue(text, Manifest.class);
        } catch (RuntimeException e) {
            throw new IOException("The manifest of the backup %s can't be read.".formatted(id), e);
        }
        if (!Manifest.FORMAT.equals(manifest.format()) || manifest.version() != Manifest.VERSION) {
            throw new IOException("The backup %s has a format that this DocuVault does not know.".formatted(id));
        }
        return manifest;
    }

    void delete(String id) throws IOException {
        // Without its manifest it is no backup any more, whatever interrupts the rest.
        Files.deleteIfExists(backup(id).resolve(MANIFEST));
        deleteTree(backup(id));
    }

    Path object(String sha256) {
        if (!SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("Not a SHA-256: " + sha256);
        }
        return root.resolve("objects").resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    /** Whether the object is there with its length: what has its name was verified when it came. */
    boolean has(String sha256, long length) throws IOException {
        try {
            return Files.size(object(sha256)) == length;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /**
     * Keeps an object, whole or not at all.
     *
     * @return false if the bytes are others than their name and length say; then nothing is kept
     */
    boolean keep(String sha256, long length, InputStream bytes) throws IOException {
        Path unfinished = root.resolve(UNFINISHED).resolve(UUID.randomUUID().toString());
        Part written;
        try (Sink sink = new Sink(unfinished)) {
            bytes.transferTo(sink);
            written = sink.finish();
        }
        if (written.bytes() != length || !written.sha256().equals(sha256)) {
            Files.delete(unfinished);
            return false;
        }
        Path object = object(sha256);
        makeDirectories(parentOf(object));
        Files.move(unfinished, object, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(parentOf(object));
        return true;
    }

    /** Removes the objects whose names begin with a digit, but for those that are named. */
    void removeUnless(char first, Set<String> named) throws IOException {
        for (Path directory : children(root.resolve("objects"))) {
            if (name(directory).charAt(0) == first) {
                for (Path object : children(directory)) {
                    if (!named.contains(name(object))) {
                        Files.delete(object);
                    }
                }
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Bytes and hash of a file. */
    record Part(long bytes, String sha256) {}

    /** What writes a part of a backup, compressed. */
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** Writes a file of a backup, compressed, and makes it durable. */
    static Manifest.Part write(Path directory, String name, Writer writer) throws IOException {
        Path file = directory.resolve(name);
        makeDirectories(parentOf(file));
        try (Sink sink = new Sink(file)) {
            GZIPOutputStream zipped = new GZIPOutputStream(sink, BUFFER);
            writer.write(zipped);
            zipped.finish();
            Part written = sink.finish();
            return new Manifest.Part(name, written.bytes(), written.sha256());
        }
    }

    static Manifest.Part writePlain(Path directory, String name, byte[] content) throws IOException {
        write(directory.resolve(name), content);
        return new Manifest.Part(
                name, content.length, HexFormat.of().formatHex(Digests.sha256().digest(content)));
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (Sink sink = new Sink(file)) {
            sink.write(content);
            sink.finish();
        }
    }

    /** A part of a backup, to be read to its end and then compared with what the manifest says. */
    static final class Reading implements AutoCloseable {

        private final DigestInputStream in;
        private final Manifest.Part part;
        private final InputStream content;
        private long bytes;

        Reading(Path backup, Manifest.Part part) throws IOException {
            this.part = part;
            Path file = backup.resolve(part.file()).normalize();
            if (!file.startsWith(backup)) {
                throw new IOException("The backup names a file outside of it: " + part.file());
            }
            this.in = new DigestInputStream(Files.newInputStream(file), Digests.sha256());
            this.bytes = Files.size(file);
            try {
                this.content = new Whole(new GZIPInputStream(in, BUFFER));
            } catch (IOException e) {
                in.close();
                throw damaged();
            }
        }

        InputStream content() {
            return content;
        }

        BufferedReader lines() {
            return new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        }

        /** @throws IOException if it is not what was written */
        void check() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            if (bytes != part.bytes()
                    || !HexFormat.of().formatHex(in.getMessageDigest().digest()).equals(part.sha256())) {
                throw damaged();
            }
        }

        /** Says in words what the decompression says in terms of its own. */
        private final class Whole extends FilterInputStream {

            Whole(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                    return super.read(buffer, offset, length);
                } catch (ZipException | EOFException _) {
                    throw damaged();
                }
            }
        }

        private IOException damaged() {
            return new IOException("%s in the backup was changed or is damaged.".formatted(part.file()));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Writes a file that only we may read, with its hash on the way. */
    private static final class Sink extends FilterOutputStream {

        private final FileChannel channel;
        private final MessageDigest digest = Digests.sha256();
        private long bytes;

        Sink(Path file) throws IOException {
            this(FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        }

        private Sink(FileChannel channel) {
            super(Channels.newOutputStream(channel));
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            digest.update(buffer, offset, length);
            bytes += length;
        }

        Part finish() throws IOException {
            channel.force(true);
            return new Part(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    private static Path parentOf(Path path) {
        return java.util.Objects.requireNonNull(path.getParent());
    }

    private static void makeDirectories(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}

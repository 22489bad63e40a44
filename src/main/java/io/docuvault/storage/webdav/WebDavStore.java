package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.docuvault.shared.Digests;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.ConnectionTrouble;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder on a WebDAV server as a store. What is staged has the upload's name and gets the object's by promotion, which
 * is a {@code MOVE} that overwrites nothing. A reference has the length and the SHA-256 that were sent, and the tag that
 * the server gave the file: where the tag is another, since the server was restored or the file was copied, the content
 * decides whether it still is the same.
 */
final class WebDavStore implements CloudDrive {

    private static final byte[] PROBE = "DocuVault was here to see whether it can write.\n".getBytes(US_ASCII);

    private static final Pattern LEFT = Pattern.compile(DavHandle.LEFT);
    private static final int BUFFER = 64 * 1024;
    private static final Duration MOST_FOR_CONTENT_IN_A_ROUND = Duration.ofMinutes(10);

    private final String id;
    private final String label;
    private final List<String> folder;
    private final KnownTags known;
    private final DavSpace.Opening opening;
    private final @Nullable Duration mostForContent;
    private @Nullable DavSpace space;

    WebDavStore(String id, String label, List<String> folder, KnownTags known, DavSpace.Opening opening) {
        this(id, label, folder, known, opening, null);
    }

    private WebDavStore(
            String id,
            String label,
            List<String> folder,
            KnownTags known,
            DavSpace.Opening opening,
            @Nullable Duration mostForContent) {
        this.mostForContent = mostForContent;
        this.id = id;
        this.label = label;
        this.folder = folder;
        this.known = known;
        this.opening = opening;
    }

    @Override
    public String id() {
        return id;
    }

    private synchronized DavSpace space() throws IOException {
        DavSpace open = space == null ? opening.open() : space;
        space = open;
        return open;
    }

    private DavClient files() throws IOException {
        return space().files();
    }

    private String path(String name) {
        return String.join("/", folder) + "/" + name;
    }

    @Override
    public Staged stage(UUID upload, InputStream bytes, OptionalLong length) throws IOException {
        if (length.isPresent()) {
            return send(upload, bytes, length.getAsLong());
        }
        // Many servers take nothing without its length.
        Path file = Files.createTempFile("docuvault-webdav", null);
        try (FileChannel copy = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // It has no name any more: nobody else opens it, and nothing of it is left, however this ends.
            Files.delete(file);
            bytes.transferTo(Channels.newOutputStream(copy));
            long size = copy.position();
            return send(upload, Channels.newInputStream(copy.position(0)), size);
        }
    }

    private Staged send(UUID upload, InputStream bytes, long length) throws IOException {
        String name = DavHandle.stagedName(upload);
        requireFolder(files());
        MessageDigest sha256 = Digests.sha256();
        try {
            space().sender().send(files(), path(name), new DigestInputStream(bytes, sha256), length);
            DavResource file = files().find(path(name)).orElseThrow(() -> notKept());
            if (file.length().orElse(-1) != length) {
                throw notWhatWasSent();
            }
            return new DavHandle(name, HexFormat.of().formatHex(sha256.digest()), length, file.tag()).staged();
        } catch (IOException | RuntimeException e) {
            forget(name, e);
            throw e;
        }
    }

    private StoreException notWhatWasSent() {
        return new StoreException(Kind.AWAY, "What " + label + " has is not what was sent.");
    }

    private StoreException notKept() {
        return new StoreException(Kind.AWAY, label + " took the file and does not have it.");
    }

    /** Some servers keep what has come of a file. */
    private void forget(String name, Exception cause) {
        try {
            files().hurried().delete(path(name));
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Makes the folder where it is missing, one after the other. */
    private void requireFolder(DavClient files) throws IOException {
        String path = path("");
        if (files.find(path).isPresent()) {
            return;
        }
        for (int depth = 1; depth <= folder.size(); depth++) {
            files.makeFolder(String.join("/", folder.subList(0, depth)) + "/", Map.of());
        }
        if (files.find(path).isEmpty()) {
            throw new StoreException(
                    Kind.REFUSED,
                    "The folder could not be made in " + label + ".",
                    null,
                    ConnectionTrouble.FOLDER_FORBIDDEN);
        }
    }

    @Override
    public InputStream openStaged(Staged staged) throws IOException {
        DavHandle handle = DavHandle.required(DavHandle.of(staged));
        DavResource file = require(handle);
        return bytes(handle, file, 0, handle.length(), notWhatWasSent());
    }

    @Override
    public BlobRef promote(Staged staged, BlobKey key) throws IOException {
        DavHandle handle = DavHandle.required(DavHandle.of(staged));
        String name = DavHandle.objectName(key);
        if (files().find(path(handle.name())).isEmpty()) {
            return promoted(handle, name);
        }
        require(handle);
        try {
            files().move(path(handle.name()), files().destinations(path(name)), Map.of("Overwrite", "F"));
        } catch (StoreException e) {
            // The answer may be about an attempt before this one, and servers differ in what they call that.
            return promotedAfter(e, handle, name);
        }
        try {
            return promoted(handle, name);
        } catch (NoSuchBlobException e) {
            return promotedAfter(e, handle, name);
        }
    }

    private BlobRef promotedAfter(StoreException trouble, DavHandle handle, String name) throws IOException {
        boolean objectIsThere = files().find(path(name)).isPresent();
        boolean stagedIsThere = files().find(path(handle.name())).isPresent();
        if (objectIsThere) {
            BlobRef ref = promoted(handle, name);
            if (stagedIsThere) {
                // Moved by copying, and interrupted in between.
                files().delete(path(handle.name()));
            }
            return ref;
        }
        if (!stagedIsThere) {
            throw new NoSuchBlobException("upload like this");
        }
        throw trouble.kind() == Kind.ABSENT
                ? new StoreException(Kind.AWAY, label + " did not move the file to its place.", trouble)
                : trouble;
    }

    /** The object that the staged file has become. */
    private BlobRef promoted(DavHandle handle, String name) throws IOException {
        DavHandle object = handle.named(name);
        return object.tagged(require(object).tag()).ref();
    }

    @Override
    public void discard(Staged staged) throws IOException {
        DavHandle handle = DavHandle.of(staged);
        if (handle != null) {
            files().delete(path(handle.name()));
        }
    }

    @Override
    public OptionalLong length(BlobRef ref) throws IOException {
        DavHandle handle = DavHandle.of(ref);
        try {
            return handle == null ? OptionalLong.empty() : require(handle).length();
        } catch (NoSuchBlobException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public InputStream read(BlobRef ref, long offset, long length) throws IOException {
        return read(DavHandle.required(DavHandle.of(ref)), offset, length);
    }

    private InputStream read(DavHandle handle, long offset, long length) throws IOException {
        DavResource file = require(handle);
        return bytes(handle, file, offset, Math.clamp(handle.length() - offset, 0, length), changed());
    }

    /** @param otherwise what a whole file is whose content is another */
    private InputStream bytes(DavHandle handle, DavResource file, long offset, long length, StoreException otherwise)
            throws IOException {
        InputStream bytes = files().read(path(handle.name()), offset, length, handle.length(), file.entityTag());
        return length == handle.length() ? new VerifiedStream(bytes, length, handle.sha256(), otherwise) : bytes;
    }

    /** What its owner has put in its place is theirs, and stays. */
    @Override
    public void delete(BlobRef ref) throws IOException {
        DavHandle handle = DavHandle.of(ref);
        try {
            if (handle != null) {
                require(handle);
                files().delete(path(handle.name()));
            }
        } catch (NoSuchBlobException _) {
            // gone already
        } catch (StoreException e) {
            if (e.kind() != Kind.CHANGED) {
                throw e;
            }
        }
    }

    /**
     * The file as it is now.
     *
     * @throws NoSuchBlobException if there is none
     * @throws StoreException {@code CHANGED} if it is another one
     */
    private DavResource require(DavHandle handle) throws IOException {
        DavResource file =
                files().find(path(handle.name())).orElseThrow(() -> new NoSuchBlobException("file like this"));
        if (file.length().orElse(-1) != handle.length()) {
            throw changed();
        }
        if (!file.tag().equals(handle.tag()) && !known.same(id, handle, file.tag())) {
            requireSameContent(handle, file);
        }
        return file;
    }

    private void requireSameContent(DavHandle handle, DavResource file) throws IOException {
        try (InputStream bytes = bytes(handle, file, 0, handle.length(), changed())) {
            long begun = System.nanoTime();
            byte[] buffer = new byte[BUFFER];
            while (bytes.read(buffer) >= 0) {
                if (mostForContent != null && System.nanoTime() - begun > mostForContent.toNanos()) {
                    throw new StoreException(Kind.AWAY, label + " sends the file too slowly to look what it is.");
                }
            }
        }
        known.add(id, handle, file.tag());
    }

    /** A server that calls each file another one at each look would have it read as a whole each time. */
    @Override
    public Look look() throws IOException {
        return mostForContent == null
                ? new WebDavStore(id, label, folder, known, opening, MOST_FOR_CONTENT_IN_A_ROUND).look()
                : CloudDrive.super.look();
    }

    private StoreException changed() {
        return new StoreException(Kind.CHANGED, "The file was changed in " + label + ".");
    }

    /** Writes a small file, reads it as documents are read, and removes it: what may be read need not be writable. */
    @Override
    public void check() throws IOException {
        DavClient files = files().hurried();
        if (files.find("").isEmpty()) {
            throw new StoreException(
                    Kind.AWAY, "There is nothing at this address.", null, ConnectionTrouble.NOT_WEBDAV);
        }
        requireFolder(files);
        String name = "probe-" + UUID.randomUUID();
        try {
            probe(files, path(name));
        } catch (IOException | RuntimeException e) {
            forget(name, e);
            throw e;
        }
        files.delete(path(name));
    }

    private void probe(DavClient files, String path) throws IOException {
        Sender.whole(files, path, new ByteArrayInputStream(PROBE), PROBE.length);
        DavResource file = files.find(path).orElseThrow(() -> notKept());
        if (file.length().orElse(-1) != PROBE.length) {
            throw notWhatWasSent();
        }
        try (InputStream bytes = files.read(path, 0, PROBE.length, PROBE.length, file.entityTag())) {
            if (!Arrays.equals(bytes.readAllBytes(), PROBE)) {
                throw notWhatWasSent();
            }
        } catch (StoreException e) {
            throw e.kind() == Kind.CHANGED ? notWhatWasSent() : e;
        }
    }

    /** Lists what was left. Which objects there are only their documents can say: what else lies there is its owner's. */
    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new Inventory() {
            @Override
            public Stream<FoundUpload> stagedBefore(Instant time) throws IOException {
                return files().list(path(""), LEFT).entrySet().stream()
                        .filter(file -> file.getValue().modified().isBefore(time))
                        .map(file -> DavHandle.left(file.getKey()))
                        .map(handle -> new FoundUpload(handle.upload(), handle.staged()));
            }

            @Override
            public Stream<FoundObject> objectsBefore(Instant time) {
                return Stream.empty();
            }
        });
    }

    /** By RFC 4331; Nextcloud says a negative number where there is no limit or none is known. */
    @Override
    public Usage usage() throws IOException {
        Optional<DavResource> root = files().hurried().find("");
        Long used = positive(root.map(found -> found.number("quota-used-bytes")));
        Long available = positive(root.map(found -> found.number("quota-available-bytes")));
        return new Usage(space().account(), used, used == null || available == null ? null : used + available);
    }

    private static @Nullable Long positive(Optional<OptionalLong> number) {
        OptionalLong value = number.orElse(OptionalLong.empty());
        return value.isPresent() && value.getAsLong() >= 0 ? (Long) value.getAsLong() : null;
    }
}

package io.docuvault.storage.onedrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.shared.Digests;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.onedrive.OneDriveClient.DriveItem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A user's OneDrive as a store. Objects are items in one folder; what is staged has the upload's name and gets the
 * object's by promotion, which is one call. OneDrive knows items by ids of its own, so that their owner may rename and
 * move them; a fingerprint of the content tells whether they still are what was put there.
 */
final class OneDriveStore implements CloudDrive {

    /** An item's id, what its fingerprint is made of, and the fingerprint. */
    private static final Pattern REF = Pattern.compile("([A-Za-z0-9!_-]{1,200})\\.([ht])([0-9a-f]{64})");

    private final String id;
    private final OneDriveClient drive;

    OneDriveStore(String id, OneDriveClient drive) {
        this.id = id;
        this.drive = drive;
    }

    /** @param byHash whether the fingerprint is of the content's hash; else it is of the content's tag */
    private record Handle(String id, boolean byHash, String fingerprint, String stagedName) {

        static @Nullable Handle parse(String value, boolean staged) {
            int slash = staged ? value.indexOf('/') : value.length();
            Matcher matcher = REF.matcher(slash < 0 ? "" : value.substring(0, slash));
            return matcher.matches()
                    ? new Handle(
                            matcher.group(1),
                            matcher.group(2).equals("h"),
                            matcher.group(3),
                            value.substring(Math.min(slash + 1, value.length())))
                    : null;
        }

        static Handle of(DriveItem item) {
            boolean byHash = item.hash() != null;
            return new Handle(item.id(), byHash, fingerprint(item, byHash), item.name());
        }

        /** The length goes in too, since a hash may be missing. */
        private static String fingerprint(DriveItem item, boolean byHash) {
            String content = item.size() + ":" + (byHash ? item.hash() : item.contentTag());
            return HexFormat.of().formatHex(Digests.sha256().digest(content.getBytes(UTF_8)));
        }

        /** A hash that OneDrive no longer gives proves nothing either way. */
        boolean matches(DriveItem item) {
            return (byHash && item.hash() == null) || fingerprint.equals(fingerprint(item, byHash));
        }

        BlobRef ref() {
            return new BlobRef(text());
        }

        Staged staged() {
            return new Staged(text() + "/" + stagedName);
        }

        private String text() {
            return id + "." + (byHash ? "h" : "t") + fingerprint;
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Staged stage(UUID upload, InputStream bytes, OptionalLong length) throws IOException {
        if (length.isPresent()) {
            return send(upload, bytes, length.getAsLong());
        }
        // Each request of a session says how long the whole is.
        Path file = Files.createTempFile("docuvault-onedrive", null);
        try (FileChannel copy = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // It has no name any more: nobody else opens it, and nothing of it is left, however this ends.
            Files.delete(file);
            bytes.transferTo(Channels.newOutputStream(copy));
            long size = copy.position();
            return send(upload, Channels.newInputStream(copy.position(0)), size);
        }
    }

    private Staged send(UUID upload, InputStream bytes, long length) throws IOException {
        String name = "upload-" + upload;
        if (length > 0) {
            return Handle.of(drive.upload(name, bytes, length)).staged();
        }
        if (bytes.read() >= 0) {
            throw new EOFException("Some bytes came instead of none");
        }
        return Handle.of(drive.createEmpty(name)).staged();
    }

    @Override
    public InputStream openStaged(Staged staged) throws IOException {
        Handle handle = handle(staged);
        DriveItem item = find(handle);
        if (!item.name().equals(handle.stagedName())) {
            throw new NoSuchBlobException("upload like this");
        }
        return drive.read(item.id(), 0, item.size());
    }

    @Override
    public BlobRef promote(Staged staged, BlobKey key) throws IOException {
        Handle handle = handle(staged);
        DriveItem item = find(handle);
        String name = key.object() + key.extension();
        if (item.name().equals(name)) {
            return handle.ref();
        }
        if (!item.name().equals(handle.stagedName())) {
            throw new NoSuchBlobException("upload like this");
        }
        requireSame(handle, drive.rename(item.id(), name));
        return handle.ref();
    }

    @Override
    public void discard(Staged staged) throws IOException {
        Handle handle = Handle.parse(staged.value(), true);
        Optional<DriveItem> item = handle == null ? Optional.empty() : drive.find(handle.id());
        if (handle != null && item.isPresent() && item.get().name().equals(handle.stagedName())) {
            drive.delete(handle.id());
        }
    }

    @Override
    public OptionalLong length(BlobRef ref) throws IOException {
        try {
            return OptionalLong.of(find(handle(ref)).size());
        } catch (NoSuchBlobException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public InputStream read(BlobRef ref, long offset, long length) throws IOException {
        DriveItem item = find(handle(ref));
        return drive.read(item.id(), offset, Math.clamp(item.size() - offset, 0, length));
    }

    /** What its owner has put in its place is theirs, and stays. */
    @Override
    public void delete(BlobRef ref) throws IOException {
        Handle handle = Handle.parse(ref.value(), false);
        Optional<DriveItem> item = handle == null ? Optional.empty() : drive.find(handle.id());
        if (handle != null && item.isPresent() && handle.matches(item.get())) {
            drive.delete(handle.id());
        }
    }

    @Override
    public void check() throws IOException {
        String state = drive.drive().at("/quota/state").asString("");
        if (state.equals("exceeded")) {
            throw new StoreException(Kind.FULL, "OneDrive is full.");
        }
    }

    @Override
    public Usage usage() throws IOException {
        JsonNode answer = drive.drive();
        JsonNode user = answer.at("/owner/user");
        String account = user.path("email").asString(user.path("displayName").asString(""));
        JsonNode quota = answer.path("quota");
        return new Usage(account.isEmpty() ? null : account, number(quota, "used"), number(quota, "total"));
    }

    /** A total of nothing means that OneDrive does not say. */
    private static @Nullable Long number(JsonNode quota, String name) {
        JsonNode value = quota.path(name);
        boolean says = value.isIntegralNumber() && (value.asLong() > 0 || name.equals("used"));
        return says ? Long.valueOf(value.asLong()) : null;
    }

    private static Handle handle(BlobRef ref) throws NoSuchBlobException {
        return required(Handle.parse(ref.value(), false));
    }

    private static Handle handle(Staged staged) throws NoSuchBlobException {
        return required(Handle.parse(staged.value(), true));
    }

    private static Handle required(@Nullable Handle handle) throws NoSuchBlobException {
        if (handle == null) {
            throw new NoSuchBlobException("file of this name");
        }
        return handle;
    }

    private DriveItem find(Handle handle) throws IOException {
        DriveItem item = drive.find(handle.id()).orElseThrow(() -> new NoSuchBlobException("file like this"));
        requireSame(handle, item);
        return item;
    }

    private static void requireSame(Handle handle, DriveItem item) throws StoreException {
        if (!handle.matches(item)) {
            throw new StoreException(Kind.CHANGED, "The file was changed in OneDrive.");
        }
    }
}

package io.docuvault.storage.googledrive;

import io.docuvault.shared.Digests;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.googledrive.GoogleDriveClient.DriveFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A user's Google Drive as a store. Objects are files in one folder; what is staged has the upload's name and gets the
 * object's by promotion, which is one call. Drive knows files by ids of its own, so that their owner may rename and move
 * them; their MD5 tells whether they still are what was put there.
 */
final class GoogleDriveStore implements CloudDrive {

    /** A file's id and its MD5. */
    private static final Pattern REF = Pattern.compile("([A-Za-z0-9_-]{1,128})\\.([0-9a-f]{32})");

    private final String id;
    private final GoogleDriveClient drive;

    GoogleDriveStore(String id, GoogleDriveClient drive) {
        this.id = id;
        this.drive = drive;
    }

    private record Handle(String id, String md5, String stagedName) {

        /** @param staged whether it has the name of its upload behind it */
        static @Nullable Handle parse(String value, boolean staged) {
            int slash = staged ? value.indexOf('/') : value.length();
            Matcher matcher = REF.matcher(slash < 0 ? "" : value.substring(0, slash));
            return matcher.matches()
                    ? new Handle(
                            matcher.group(1), matcher.group(2), value.substring(Math.min(slash + 1, value.length())))
                    : null;
        }

        BlobRef ref() {
            return new BlobRef(id + "." + md5);
        }

        Staged staged() {
            return new Staged(id + "." + md5 + "/" + stagedName);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Staged stage(UUID upload, InputStream bytes, OptionalLong length) throws IOException {
        String name = "upload-" + upload;
        String folder = drive.folder();
        for (DriveFile older : drive.named(name, folder)) {
            drive.delete(older.id());
        }
        MessageDigest md5 = Digests.md5();
        DriveFile file = send(name, folder, new DigestInputStream(bytes, md5), length);
        String sent = HexFormat.of().formatHex(md5.digest());
        if (!file.md5().equals(sent)) {
            drive.delete(file.id());
            throw new StoreException(Kind.AWAY, "What Google Drive has is not what was sent.");
        }
        return new Handle(file.id(), sent, name).staged();
    }

    private DriveFile send(String name, String folder, InputStream bytes, OptionalLong length) throws IOException {
        PushbackInputStream sent = new PushbackInputStream(bytes);
        int first = sent.read();
        if (first < 0 && length.orElse(0) == 0) {
            return drive.createEmpty(name, folder);
        }
        if (first >= 0) {
            sent.unread(first);
        }
        return drive.upload(name, folder, sent, length);
    }

    @Override
    public InputStream openStaged(Staged staged) throws IOException {
        Handle handle = handle(staged);
        DriveFile file = find(handle);
        if (!file.name().equals(handle.stagedName())) {
            throw new NoSuchBlobException("upload like this");
        }
        return drive.read(file.id(), 0, file.size());
    }

    @Override
    public BlobRef promote(Staged staged, BlobKey key) throws IOException {
        Handle handle = handle(staged);
        DriveFile file = find(handle);
        String name = key.object() + key.extension();
        if (file.name().equals(name)) {
            return handle.ref();
        }
        if (!file.name().equals(handle.stagedName())) {
            throw new NoSuchBlobException("upload like this");
        }
        requireSame(handle, drive.rename(file.id(), name));
        return handle.ref();
    }

    @Override
    public void discard(Staged staged) throws IOException {
        Handle handle = Handle.parse(staged.value(), true);
        Optional<DriveFile> file = handle == null ? Optional.empty() : drive.find(handle.id());
        if (handle != null && file.isPresent() && file.get().name().equals(handle.stagedName())) {
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
        DriveFile file = find(handle(ref));
        return drive.read(file.id(), offset, Math.clamp(file.size() - offset, 0, length));
    }

    /** What its owner has put in its place is theirs, and stays. */
    @Override
    public void delete(BlobRef ref) throws IOException {
        Handle handle = Handle.parse(ref.value(), false);
        Optional<DriveFile> file = handle == null ? Optional.empty() : drive.findInTrashToo(handle.id());
        if (handle != null && file.isPresent() && file.get().hasMd5(handle.md5())) {
            drive.delete(handle.id());
        }
    }

    @Override
    public void check() throws IOException {
        Usage usage = usage();
        if (usage.used() != null && usage.total() != null && usage.used() >= usage.total()) {
            throw new StoreException(Kind.FULL, "Google Drive is full.");
        }
    }

    @Override
    public Usage usage() throws IOException {
        JsonNode about = drive.about();
        JsonNode user = about.path("user");
        String account =
                user.path("emailAddress").asString(user.path("displayName").asString(""));
        JsonNode quota = about.path("storageQuota");
        return new Usage(account.isEmpty() ? null : account, number(quota, "usage"), number(quota, "limit"));
    }

    /** Drive writes 64-bit numbers as strings, and leaves out a limit that there is not. */
    private static @Nullable Long number(JsonNode quota, String name) {
        String text = quota.path(name).asString("");
        return text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
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

    private DriveFile find(Handle handle) throws IOException {
        DriveFile file = drive.find(handle.id()).orElseThrow(() -> new NoSuchBlobException("file like this"));
        requireSame(handle, file);
        return file;
    }

    private static void requireSame(Handle handle, DriveFile file) throws StoreException {
        if (!file.hasMd5(handle.md5())) {
            throw new StoreException(Kind.CHANGED, "The file was changed in Google Drive.");
        }
    }
}

package io.docuvault.storage.googledrive;

import io.docuvault.shared.Digests;
import io.docuvault.storage.CloudDrive.Usage;
import io.docuvault.storage.Drive;
import io.docuvault.storage.DriveFile;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.googledrive.GoogleDriveClient.GoogleFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A user's Google Drive. The MD5 that Drive keeps of each file tells whether its content is what it was. */
final class GoogleDrive implements Drive {

    private final GoogleDriveClient drive;

    GoogleDrive(GoogleDriveClient drive) {
        this.drive = drive;
    }

    @Override
    public String label() {
        return "Google Drive";
    }

    @Override
    public Optional<GoogleFile> find(String id) throws IOException {
        return drive.find(id);
    }

    @Override
    public Optional<GoogleFile> findInTrashToo(String id) throws IOException {
        return drive.findInTrashToo(id);
    }

    @Override
    public Stream<GoogleFile> files() throws IOException {
        return drive.files();
    }

    @Override
    public DriveFile put(String name, InputStream bytes, OptionalLong length) throws IOException {
        String folder = drive.folder();
        for (GoogleFile older : drive.named(name, folder)) {
            drive.delete(older.id());
        }
        MessageDigest md5 = Digests.md5();
        GoogleFile file = send(name, folder, new DigestInputStream(bytes, md5), length);
        if (!file.has(HexFormat.of().formatHex(md5.digest()))) {
            drive.delete(file.id());
            throw new StoreException(Kind.AWAY, "What Google Drive has is not what was sent.");
        }
        return file;
    }

    private GoogleFile send(String name, String folder, InputStream bytes, OptionalLong length) throws IOException {
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
    public DriveFile rename(String id, String name) throws IOException {
        return drive.rename(id, name);
    }

    @Override
    public InputStream read(String id, long offset, long length) throws IOException {
        return drive.read(id, offset, length);
    }

    @Override
    public void delete(String id) throws IOException {
        drive.delete(id);
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
}

package io.docuvault.storage.onedrive;

import io.docuvault.storage.CloudDrive.Usage;
import io.docuvault.storage.Drive;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A user's OneDrive. */
final class OneDrive implements Drive {

    private final OneDriveClient drive;

    OneDrive(OneDriveClient drive) {
        this.drive = drive;
    }

    @Override
    public String label() {
        return "OneDrive";
    }

    @Override
    public Optional<DriveItem> find(String id) throws IOException {
        return drive.find(id);
    }

    /** What lies in the recycle bin Graph no longer knows. */
    @Override
    public Optional<DriveItem> findInTrashToo(String id) throws IOException {
        return drive.find(id);
    }

    @Override
    public Stream<DriveItem> files() throws IOException {
        return drive.files();
    }

    @Override
    public DriveItem put(String name, InputStream bytes, OptionalLong length) throws IOException {
        if (length.isPresent()) {
            return send(name, bytes, length.getAsLong());
        }
        // Each request of a session says how long the whole is.
        Path file = Files.createTempFile("docuvault-onedrive", null);
        try (FileChannel copy = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // It has no name any more: nobody else opens it, and nothing of it is left, however this ends.
            Files.delete(file);
            bytes.transferTo(Channels.newOutputStream(copy));
            long size = copy.position();
            return send(name, Channels.newInputStream(copy.position(0)), size);
        }
    }

    private DriveItem send(String name, InputStream bytes, long length) throws IOException {
        if (length > 0) {
            return drive.upload(name, bytes, length);
        }
        if (bytes.read() >= 0) {
            throw new EOFException("Some bytes came instead of none");
        }
        return drive.createEmpty(name);
    }

    @Override
    public DriveItem rename(String id, String name) throws IOException {
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
}

package io.docuvault.storage.webdav;

import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudFixture;
import java.net.URI;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/** Stores on servers of this machine. */
final class Davs {

    static final DataSize CHUNK = DataSize.ofMegabytes(5);

    private Davs() {}

    static CloudDrive webDav(URI address, String folder) {
        return webDav(address, folder, DavServer.PASSWORD);
    }

    static CloudDrive webDav(URI address, String folder, String password) {
        return new WebDavKind(CloudFixture.guarded("127.0.0.0/8", "localhost"), new KnownTags())
                .open(
                        "dav",
                        Map.of("url", address.toString(), "username", DavServer.USER, "folder", folder),
                        Map.of("password", password),
                        _ -> {});
    }

    static CloudDrive nextcloud(NextcloudImitation nextcloud) {
        return new NextcloudKind(CloudFixture.guarded("localhost"), new KnownTags(), new WebDavSettings(CHUNK))
                .open(
                        "nextcloud",
                        Map.of("url", nextcloud.address(), "username", NextcloudImitation.LOGIN),
                        Map.of("password", NextcloudImitation.PASSWORD),
                        _ -> {});
    }
}

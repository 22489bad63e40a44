package io.docuvault.storage.googledrive;

import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudFixture;
import io.docuvault.storage.CloudTokens;
import io.docuvault.storage.DriveStore;
import io.docuvault.storage.OAuthImitation;
import java.net.URI;
import org.springframework.util.unit.DataSize;

/** Drives on {@link GoogleImitation}. */
final class GoogleDrives {

    static final int CHUNK = 512 * 1024;

    private GoogleDrives() {}

    static GoogleDriveSettings settings(GoogleImitation google, DataSize chunk) {
        return new GoogleDriveSettings(
                OAuthImitation.CLIENT_ID,
                OAuthImitation.CLIENT_SECRET,
                URI.create(google.url() + "/auth"),
                URI.create(google.url() + "/token"),
                google.url(),
                "DocuVault",
                chunk);
    }

    static CloudDrive store(GoogleImitation google, CloudTokens tokens) {
        return store(google, tokens, DataSize.ofBytes(CHUNK));
    }

    static CloudDrive store(GoogleImitation google, CloudTokens tokens, DataSize chunk) {
        return new DriveStore(
                "drive", new GoogleDrive(new GoogleDriveClient(settings(google, chunk), CloudFixture.http(), tokens)));
    }
}

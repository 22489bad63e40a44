package io.docuvault.storage.onedrive;

import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudFixture;
import io.docuvault.storage.CloudTokens;
import io.docuvault.storage.DriveStore;
import io.docuvault.storage.OAuthImitation;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/** Drives on {@link MicrosoftImitation}. */
final class OneDrives {

    static final int CHUNK = 640 * 1024;

    private OneDrives() {}

    static OneDriveSettings settings(MicrosoftImitation microsoft, DataSize chunk) {
        return new OneDriveSettings(
                OAuthImitation.CLIENT_ID,
                OAuthImitation.CLIENT_SECRET,
                "common",
                microsoft.url(),
                microsoft.url() + "/v1.0",
                Set.of("Files.ReadWrite"),
                "root:/DocuVault",
                chunk);
    }

    static CloudDrive store(MicrosoftImitation microsoft, CloudTokens tokens) {
        return store(microsoft, tokens, DataSize.ofBytes(CHUNK));
    }

    static CloudDrive store(MicrosoftImitation microsoft, CloudTokens tokens, DataSize chunk) {
        return new DriveStore(
                "drive", new OneDrive(new OneDriveClient(settings(microsoft, chunk), CloudFixture.http(), tokens)));
    }
}

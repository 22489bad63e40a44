package io.docuvault.storage.googledrive;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The server's registration with Google, and where Google is.
 *
 * @param folder the folder in the user's drive
 * @param chunkSize how much is sent in one request; a multiple of 256 KiB, and what an upload takes of memory
 */
@Validated
@ConfigurationProperties("docuvault.storage.google-drive")
record GoogleDriveSettings(
        @Nullable String clientId,
        @Nullable String clientSecret,

        @DefaultValue("https://accounts.google.com/o/oauth2/v2/auth") @NotNull
        URI authorizationUrl,

        @DefaultValue("https://oauth2.googleapis.com/token") @NotNull
        URI tokenUrl,

        @DefaultValue("https://www.googleapis.com") @NotBlank
        String apiUrl,

        @DefaultValue("DocuVault") @NotBlank String folder,
        @DefaultValue("8MB") @NotNull DataSize chunkSize) {

    static final int GRAIN = 256 * 1024;

    GoogleDriveSettings {
        if (chunkSize.toBytes() <= 0 || chunkSize.toBytes() % GRAIN != 0) {
            throw new IllegalArgumentException("Google Drive takes chunks of a multiple of 256 KiB only");
        }
    }

    boolean complete() {
        return clientId != null && !clientId.isBlank() && clientSecret != null && !clientSecret.isBlank();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "GoogleDriveSettings[" + clientId + "]";
    }
}

package io.docuvault.storage.onedrive;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The server's registration with Microsoft, and where Microsoft is.
 *
 * @param tenantId whose accounts may be connected: {@code common} for all, or one organisation's
 * @param scopes what is asked for
 * @param folder our folder as Graph addresses it below {@code /me/drive/}: {@code root:/DocuVault}, or
 *     {@code special/approot:} with the scope {@code Files.ReadWrite.AppFolder}
 * @param chunkSize how much is sent in one request; a multiple of 320 KiB, and what an upload takes of memory
 */
@Validated
@ConfigurationProperties("docuvault.storage.onedrive")
record OneDriveSettings(
        @Nullable String clientId,
        @Nullable String clientSecret,
        @DefaultValue("common") @NotBlank String tenantId,

        @DefaultValue("https://login.microsoftonline.com") @NotBlank
        String loginUrl,

        @DefaultValue("https://graph.microsoft.com/v1.0") @NotBlank
        String apiUrl,

        @DefaultValue("Files.ReadWrite") @NotEmpty Set<String> scopes,
        @DefaultValue("root:/DocuVault") @NotBlank String folder,
        @DefaultValue("10MB") @NotNull DataSize chunkSize) {

    static final int GRAIN = 320 * 1024;

    OneDriveSettings {
        if (chunkSize.toBytes() <= 0 || chunkSize.toBytes() % GRAIN != 0) {
            throw new IllegalArgumentException("OneDrive takes chunks of a multiple of 320 KiB only");
        }
    }

    boolean complete() {
        return clientId != null && !clientId.isBlank() && clientSecret != null && !clientSecret.isBlank();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "OneDriveSettings[" + clientId + "]";
    }
}

package io.docuvault.documents;

import io.docuvault.shared.SettingAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How documents come and go.
 *
 * @param uploadLifetime how long a client has to send what it announced
 * @param uploadGrace how long after that the upload is removed, for clocks that differ and requests under way
 * @param trashRetention how long a document stays in the trash
 * @param verifyAtOnce uploads up to this size are verified within the request that completes them
 * @param completionPatience so long that request waits for the job that verifies a larger one
 * @param linkLifetime how long a download link is good for
 * @param publicUrl where clients reach this server, for the URLs it hands out; by default where the request came to
 */
@Validated
@ConfigurationProperties("docuvault.documents")
record DocumentSettings(
        @DefaultValue("24h") Duration uploadLifetime,
        @DefaultValue("1h") Duration uploadGrace,
        @DefaultValue("30d") Duration trashRetention,
        @DefaultValue("64MB") DataSize verifyAtOnce,
        @DefaultValue("10s") Duration completionPatience,
        @DefaultValue("5m") Duration linkLifetime,
        @Nullable String publicUrl) {

    DocumentSettings {
        publicUrl = publicUrl == null || publicUrl.isBlank() ? null : SettingAddress.of("BACKEND_URL", publicUrl);
    }
}

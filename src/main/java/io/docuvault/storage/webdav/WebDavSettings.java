package io.docuvault.storage.webdav;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How files go to Nextcloud.
 *
 * @param chunkSize how much is sent in one request, and what an upload takes of memory; Nextcloud takes 5 MB to 5 GB, and
 *     10,000 of them
 */
@Validated
@ConfigurationProperties("docuvault.storage.nextcloud")
record WebDavSettings(@DefaultValue("10MB") @NotNull DataSize chunkSize) {}

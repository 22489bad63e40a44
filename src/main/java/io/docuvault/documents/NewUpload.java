package io.docuvault.documents;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that is going to be uploaded.
 *
 * @param name what it is called; shown, and never used as a path
 * @param size in bytes; an empty file is taken too
 * @param mediaType a hint; what counts is what the bytes say
 * @param sha256 in hexadecimal: tells at once whether the owner has it already, and is compared with what comes
 * @param allowDuplicate take it also if the owner has the same bytes already
 * @param topicIds to be confirmed for the document
 */
record NewUpload(
        @NotBlank @Size(max = 4096) String name,
        @NotNull @Min(0) @Max(Long.MAX_VALUE / 2) Long size,
        @Nullable @Size(max = 255) String mediaType,
        @Nullable @Pattern(regexp = "[0-9a-fA-F]{64}") String sha256,
        @Nullable UUID connectionId,
        @Nullable Boolean allowDuplicate,
        @Nullable @Size(max = 100) List<@NotNull UUID> topicIds) {

    String fileName() {
        return FileNames.display(name);
    }

    @Nullable String hash() {
        return sha256 == null ? null : sha256.toLowerCase(Locale.ROOT);
    }

    boolean duplicateAllowed() {
        return Boolean.TRUE.equals(allowDuplicate);
    }

    List<UUID> topics() {
        return topicIds == null ? List.of() : topicIds;
    }
}

package io.docuvault.evidence;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.docuvault.storage.BlobRef;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An export of the audit log that lies in a store.
 *
 * @param number 1 for the first
 * @param previousSeq the last entry of the export before it
 * @param lastSeq the last entry that it holds
 * @param headHash the chain's hash at that entry, in hexadecimal
 * @param sha256 of the file
 */
public record AuditExport(
        long number,
        Instant writtenAt,
        long previousSeq,
        long lastSeq,
        @JsonIgnore String previousHash,
        String headHash,
        @JsonIgnore @Nullable String previousSha256,
        String sha256,
        long byteSize,
        @JsonIgnore String store,
        @JsonIgnore BlobRef ref,
        @JsonIgnore UUID keyId) {

    /** What a file with it is called. */
    public String fileName() {
        return "audit-%06d.jsonl".formatted(number);
    }
}

package io.docuvault.admin;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A verification that was asked for.
 *
 * @param thorough whether every file is read from end to end
 * @param auditSeq the entry of the audit log that was the last one when it began
 * @param report what was found; null until it is done
 */
record VerificationRun(
        UUID id,
        Scope scope,
        boolean thorough,
        State state,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable Long auditSeq,
        Verification.@Nullable Report report) {

    /** What is looked at. */
    enum Scope {
        EVERYTHING,
        /** The audit log and its exports. */
        AUDIT;

        @JsonValue
        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Scope ofColumn(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }

    /** How far it is. */
    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED;

        @JsonValue
        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofColumn(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }
}

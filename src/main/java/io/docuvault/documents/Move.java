package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A move of documents from one storage to another. Total is moved, failed, skipped and what is still to come.
 *
 * @param from the connection whose documents all go, {@code server} for those in the server's own storage, or null for
 *     documents that were named
 * @param to null for the server's own storage
 * @param thenDelete whether the connection is removed once everything has left it
 * @param skipped what was there already, is being moved elsewhere, is gone, or was left when the move was stopped
 * @param problem why the connection could not be removed although everything has left it
 * @param failures the first of them
 */
public record Move(
        UUID id,
        @Nullable String from,
        @Nullable String fromLabel,
        @Nullable UUID to,
        String toLabel,
        boolean thenDelete,
        State state,
        long total,
        long moved,
        long failed,
        long skipped,
        long bytesTotal,
        long bytesMoved,
        Instant createdAt,
        @Nullable Instant finishedAt,
        DocumentSummary.@Nullable Problem problem,
        List<Failure> failures) {

    /** What stands for the server's own storage where a connection can be named. */
    static final String SERVER = "server";

    /** How far a move is. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        /** All that could be moved was. */
        @JsonProperty("done")
        DONE,
        /** Its owner has stopped it. */
        @JsonProperty("stopped")
        STOPPED;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofColumn(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * A document that could not be moved.
     *
     * @param title empty where the document is gone by now
     * @param code stable, for programs
     * @param reason a sentence for a person
     */
    public record Failure(UUID documentId, String title, String code, String reason) {}

    /** What open browsers are told. */
    record Progress(UUID id, long moved, long failed, long total, State state) {}

    Move with(List<Failure> itsFailures) {
        return new Move(
                id,
                from,
                fromLabel,
                to,
                toLabel,
                thenDelete,
                state,
                total,
                moved,
                failed,
                skipped,
                bytesTotal,
                bytesMoved,
                createdAt,
                finishedAt,
                problem,
                itsFailures);
    }
}
